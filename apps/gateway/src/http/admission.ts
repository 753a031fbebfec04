import { Refusal } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import type { TokenVerifier } from '@countersign/platform';
import { addressKey } from '../rate-limit/address-key.js';
import type { Admission as Verdict, RateLimiter } from '../rate-limit/rate-limiter.js';

/** Too many requests of one person, or from one address (429). */
class RateLimited extends Refusal {
  constructor(retryAfter: number) {
    super('rate-limited', 429, `Too many requests; try again in ${retryAfter} s.`, { retryAfter });
  }
}

/** What admission needs to know of a request. */
export interface Knock {
  /** The caller's address, by the trusted proxies. */
  address: string;
  authorization: string | undefined;
}

/**
 * Who may come in, and how often. Requests without a valid token count against their address, the others against
 * their person: many people behind one address do not starve each other, and guessing tokens is slow.
 */
export class Admission {
  constructor(
    private readonly verifier: Pick<TokenVerifier, 'verifyHeader'>,
    private readonly people: RateLimiter,
    private readonly addresses: RateLimiter,
  ) {}

  /** @throws RateLimited (429) when the address has used up its share */
  admitAnyone({ address }: Knock): void {
    assertAllowed(this.addresses.take(addressKey(address)));
  }

  /**
   * The address pays before the token is looked at, and gets its share back when the token is good.
   * @throws RateLimited (429)
   * @throws MissingToken, InvalidToken (401)
   * @throws Unavailable (503) when the issuer's keys cannot be had
   */
  async admitPerson(knock: Knock): Promise<{ caller: Caller; token: string }> {
    this.admitAnyone(knock);
    const verified = await this.verifier.verifyHeader(knock.authorization);
    this.addresses.giveBack(addressKey(knock.address));
    assertAllowed(this.people.take(`${verified.caller.issuer}\u0000${verified.caller.id}`));
    return verified;
  }
}

function assertAllowed(verdict: Verdict): void {
  if (!verdict.allowed) throw new RateLimited(verdict.retryAfterSeconds);
}
