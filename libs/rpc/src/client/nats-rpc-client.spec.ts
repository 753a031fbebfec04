import { errors } from '@nats-io/transport-node';
import { policyRpc } from '@countersign/contracts';
import { refusalOf } from './nats-rpc-client.js';

/** A command that was sent and not answered may have been done, so the error must not say that it was not. */
describe('the error of a failed call', () => {
  const silence = [
    ['a timeout', Object.assign(new Error('Timeout has occurred'), { name: 'TimeoutError' })],
    ['an error text of the transport', 'Connection lost'],
    ['a closed connection', new Error('closed')],
  ] as const;

  it.each(silence)(
    'leaves open whether a command was done that was sent and not answered (%s)',
    (_what, error) =>
      expect(refusalOf(policyRpc.create, error)).toMatchObject({
        code: 'outcome-unknown',
        status: 503,
        message: expect.stringContaining('same Idempotency-Key') as string,
      }),
  );

  it.each(silence)('is Unavailable for a query that was not answered (%s)', (_what, error) =>
    expect(refusalOf(policyRpc.get, error)).toMatchObject({ code: 'unavailable', status: 503 }),
  );

  it('says that nothing was done if nobody listens', () =>
    expect(refusalOf(policyRpc.create, new errors.NoRespondersError('policy.create'))).toMatchObject({
      code: 'unavailable',
    }));

  it('is the refusal that the service answered with', () =>
    expect(refusalOf(policyRpc.create, { code: 'x', status: 409, detail: 'No.', limit: 3 })).toMatchObject({
      code: 'x',
      status: 409,
      message: 'No.',
      data: { limit: 3 },
    }));

  it('is an unexpected error if the service answers with an unknown object', () =>
    expect(refusalOf(policyRpc.create, { message: 'oops' })).toMatchObject({
      code: 'internal',
      status: 500,
    }));
});
