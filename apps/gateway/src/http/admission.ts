import { Refusal } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { addressKey } from '@countersign/platform';
import type { TokenVerifier } from '@countersign/platform';
import type { Admission as Verdict, RateLimiter } from '../rate-limit/rate-limiter.js';

/** Too many requests of a person, or from an address (429). */
class RateLimited extends Refusal {
  constructor(retryAfter: number) {
    super('rate-limited', 429, `Too many requests; try again in ${retryAfter} s.`, { retryAfter });
  }
}

/** The origin of a request, before its token is verified. */
export interface Origin {
  /** The caller's address, by the trusted proxies. */
  address: string;
  authorization: string | undefined;
}

/**
 * Admits requests up to the rate limits. Requests without a valid token count against their address, other requests
 * against their person: many people behind one address do not starve each other, and guessing tokens is slow.
 */
export class Admission {
  constructor(
    private readonly verifier: Pick<TokenVerifier, 'verifyHeader'>,
    private readonly people: RateLimiter,
    private readonly addresses: RateLimiter,
  ) {}

  /** @throws RateLimited (429) when the address has used up its share */
  admitAnyone({ address }: Origin): void {
    assertAllowed(this.addresses.take(addressKey(address)));
  }

  /**
   * Counts the request against the address before the token is verified, and undoes that when the token is valid.
   * @throws RateLimited (429)
   * @throws MissingToken, InvalidToken (401)
   * @throws Unavailable (503) when the issuer's keys cannot be fetched
   */
  async admitPerson(origin: Origin): Promise<{ caller: Caller; token: string }> {
    this.admitAnyone(origin);
    const verified = await this.verifier.verifyHeader(origin.authorization);
    this.addresses.giveBack(addressKey(origin.address));
    assertAllowed(this.people.take(`${verified.caller.issuer}\u0000${verified.caller.id}`));
    return verified;
  }
}

function assertAllowed(verdict: Verdict): void {
  if (!verdict.allowed) throw new RateLimited(verdict.retryAfterSeconds);
}
