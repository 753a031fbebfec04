import type { Brake } from './brake.js';
import { DEMO_OTP, DEMO_PASSWORD, findPerson, sameText } from './demo-people.js';
import type { DemoPerson } from './demo-people.js';

/** What a person typed in. An empty `otp` means no second factor. */
export interface Credentials {
  username: string;
  password: string;
  otp: string;
}

/** Context classes (acr) that the provider vouches for: `MFA_CONTEXTS` of the services names the second. */
export const PASSWORD_CONTEXT = 'countersign:password';
export const MFA_CONTEXT = 'countersign:mfa';

/** How a person proved who they are. */
export interface Proof {
  amr: string[];
  acr: string;
}

export type SignIn = { person: DemoPerson; proof: Proof } | { refused: string };

const WRONG = 'The user name, the password or the second factor is not right.';

/**
 * Checks credentials, without telling which part was wrong. A second factor is optional, but if given it must be
 * right. After several failures a user name waits; attempts with a second factor and those without are counted
 * separately, so that knowing a password is not enough to reset the failed guesses of the second factor.
 * @param now - milliseconds since the epoch
 */
export function signIn({ username, password, otp }: Credentials, brake: Brake, now: number): SignIn {
  const person = findPerson(username.trim().toLowerCase());
  const key = `${person?.id ?? ''}${otp === '' ? '' : ' with second factor'}`;
  const wait = brake.wait(key, now);
  if (wait > 0) return { refused: `Too many failures; try again in ${Math.ceil(wait / 1000)} seconds.` };
  const right = [sameText(password, DEMO_PASSWORD), otp === '' || sameText(otp, DEMO_OTP)].every(Boolean);
  if (!person || !right) {
    brake.failed(key, now);
    return { refused: WRONG };
  }
  brake.succeeded(key);
  return { person, proof: proofOf(otp) };
}

function proofOf(otp: string): Proof {
  return otp === '' ? { amr: ['pwd'], acr: PASSWORD_CONTEXT } : { amr: ['pwd', 'otp'], acr: MFA_CONTEXT };
}
