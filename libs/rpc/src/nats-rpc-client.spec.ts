import { errors } from '@nats-io/transport-node';
import { policyRpc } from '@countersign/contracts';
import { refusalOf } from './nats-rpc-client.js';

/** A command that went out and was not answered may have been done: only then may nobody say it was not. */
describe('what a failed call means', () => {
  const silence = [
    ['a timeout', Object.assign(new Error('Timeout has occurred'), { name: 'TimeoutError' })],
    ['a text of the transport', 'Connection lost'],
    ['a closed connection', new Error('closed')],
  ] as const;

  it.each(silence)(
    'of a command that went out, silence (%s) leaves open whether it was done',
    (_what, error) =>
      expect(refusalOf(policyRpc.create, error)).toMatchObject({
        code: 'outcome-unknown',
        status: 503,
        message: expect.stringContaining('same Idempotency-Key') as string,
      }),
  );

  it.each(silence)('of a question, silence (%s) is that the service is unavailable', (_what, error) =>
    expect(refusalOf(policyRpc.get, error)).toMatchObject({ code: 'unavailable', status: 503 }),
  );

  it('nobody listening means that nothing was done', () =>
    expect(refusalOf(policyRpc.create, new errors.NoRespondersError('policy.create'))).toMatchObject({
      code: 'unavailable',
    }));

  it('a problem is the refusal of the service', () =>
    expect(refusalOf(policyRpc.create, { code: 'x', status: 409, detail: 'No.', limit: 3 })).toMatchObject({
      code: 'x',
      status: 409,
      message: 'No.',
      data: { limit: 3 },
    }));

  it('an object without meaning is a defect of the service', () =>
    expect(refusalOf(policyRpc.create, { message: 'oops' })).toMatchObject({
      code: 'internal',
      status: 500,
    }));
});
