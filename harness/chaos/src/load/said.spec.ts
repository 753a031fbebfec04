import { readAnswer } from './said.js';

const nothing = {
  code: null,
  detail: null,
  requestId: null,
  request: null,
  policy: null,
  ticket: null,
  standing: null,
  position: null,
};
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('what an answer says', () => {
  it('of a request: its status, who decided, and its access', () => {
    const access = { status: 'available', startsAt: 's', endsAt: 'e', ticketId: null };
    const steps = [
      { decisions: [{ by: { id: 'bob' }, decision: 'approve' }] },
      { decisions: [{ by: { id: 'dave' }, decision: 'reject' }] },
    ];
    const policy = { id: 'p', version: 2, name: 'databases' };
    const body = { id: 'r', status: 'approved', outcome: null, version: 5, policy, steps, access };
    expect(readAnswer(201, 'request=7', JSON.stringify(body))).toEqual({
      ...nothing,
      status: 201,
      requestId: 'r',
      position: 'request=7',
      request: {
        id: 'r',
        status: 'approved',
        outcome: null,
        version: 5,
        policy: { id: 'p', version: 2 },
        decisions: ['0 bob approve', '1 dave reject'],
        access,
      },
    });
  });

  it('of a check-out: the id of the ticket and when it ends', () => {
    const ticket = ['{}', { jti: 't', exp: 12 }, 'signature'].map(base64).join('.');
    const said = readAnswer(200, null, JSON.stringify({ request: { id: 'r', status: 'approved' }, ticket }));
    expect(said).toMatchObject({ request: { id: 'r' }, ticket: { id: 't', expires: 12 } });
  });

  it('of a policy: the version that it shows', () => {
    const body = { id: 'p', version: 3, name: 'databases', conditions: [{ resourceNames: ['db-*'] }] };
    expect(readAnswer(200, 'policy=9', JSON.stringify(body))).toEqual({
      ...nothing,
      status: 200,
      policy: { id: 'p', version: 3 },
      position: 'policy=9',
    });
  });

  it('of a ticket: whether it stands', () => {
    const standing = { active: false, reason: 'revoked', endsAt: 'e' };
    expect(readAnswer(200, null, JSON.stringify(standing))).toEqual({ ...nothing, status: 200, standing });
  });

  it('of a refusal: its code, and the request whose refusal is on record', () => {
    const problem = { status: 403, code: 'no-policy-applies', detail: 'No.', refusedRequestId: 'r' };
    expect(readAnswer(403, null, JSON.stringify(problem))).toEqual({
      ...nothing,
      status: 403,
      code: 'no-policy-applies',
      detail: 'No.',
      requestId: 'r',
    });
  });

  it.each([
    '',
    'Bad Gateway',
    'null',
    '[]',
    '{"request":7,"ticket":"x.y"}',
    '{"id":[],"steps":{"a":1},"access":"no"}',
  ])('is little where it is %j', (text) => {
    expect(readAnswer(200, null, text)).toEqual({ ...nothing, status: 200 });
  });
});
