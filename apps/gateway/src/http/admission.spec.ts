import { Refusal } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import { Admission } from './admission.js';

const limiter = (burst: number) => new RateLimiter({ perSecond: 1, burst }, 100, () => 0);

/** Tokens are the names of people; `forged` is not one. */
const verifier = {
  verifyHeader: (authorization: string | null | undefined) => {
    if (!authorization || authorization === 'forged')
      return Promise.reject(new Refusal('invalid-token', 401, 'no'));
    return Promise.resolve({ caller: { issuer: 'i', id: authorization } as Caller, token: authorization });
  },
};

const admission = (person: number, address: number) =>
  new Admission(verifier, limiter(person), limiter(address));
const status = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 200,
    (error: unknown) => (error as Refusal).status,
  );

describe('admission', () => {
  it('counts signed-in people separately, not against their address', async () => {
    const door = admission(2, 1);
    const knock = (authorization: string) =>
      status(door.admitPerson({ address: '203.0.113.7', authorization }));
    const answers = [await knock('alice'), await knock('alice'), await knock('alice'), await knock('bob')];
    expect(answers).toEqual([200, 200, 429, 200]);
  });

  it('counts invalid tokens against their address, before verifying them', async () => {
    const door = admission(9, 2);
    const knock = (address: string) => status(door.admitPerson({ address, authorization: 'forged' }));
    const answers = [await knock('203.0.113.7'), await knock('203.0.113.7'), await knock('203.0.113.7')];
    expect(answers).toEqual([401, 401, 429]);
    expect(await knock('203.0.113.8')).toBe(401);
  });

  it('names the seconds to wait', () => {
    const door = admission(1, 1);
    const knock = { address: '203.0.113.7', authorization: undefined };
    door.admitAnyone(knock);
    expect(() => door.admitAnyone(knock)).toThrow(
      expect.objectContaining({ status: 429, code: 'rate-limited', data: { retryAfter: 1 } }) as Error,
    );
  });
});
