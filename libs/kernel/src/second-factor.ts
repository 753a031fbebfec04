import { durationSeconds, Refusal } from '@countersign/contracts';
import type { MfaProof } from '@countersign/contracts';

/**
 * A rule asks for a fresh second factor that the call does not prove: 401 (RFC 9470). Services answer with the
 * platform's StepUpRequired, which adds the authentication contexts that would satisfy the rule.
 */
export class SecondFactorNeeded extends Refusal {
  constructor(readonly maxAgeSeconds: number) {
    super(
      'insufficient-user-authentication',
      401,
      `This needs a second factor proved within the last ${maxAgeSeconds} seconds; sign in again with it.`,
      { error: 'insufficient_user_authentication', max_age: maxAgeSeconds },
    );
  }
}

/**
 * Returns the second factor that the token of this call proves, if it is fresh (rules.md#second-factor).
 * @param maxAge - ISO 8601; a proof of exactly that age still counts
 * @throws SecondFactorNeeded
 */
export function assertFreshMfa(proof: MfaProof | null, maxAge: string, now: Date): void {
  // `max_age` is a whole number (RFC 9470): the stricter one.
  const seconds = Math.floor(durationSeconds(maxAge));
  if (proof === null || now.getTime() > Date.parse(proof.at) + 1000 * seconds)
    throw new SecondFactorNeeded(seconds);
}
