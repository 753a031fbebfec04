import { ErrorResponse } from 'oidc-client-ts';
import type { UserManager } from 'oidc-client-ts';
import { signInStateOf } from './return-to.js';
import type { Session } from './session.js';

/** How a sign-in that an action asked for ended; null when there was none. */
type StepUpEnd = 'done' | 'cancelled' | null;

/** How a person arrived at the console. `leaving`: the browser is on its way to the sign-in page. */
export type Arrival =
  | { kind: 'signed-in'; stepUp: StepUpEnd }
  | { kind: 'signed-out' }
  | { kind: 'failed'; reason: string }
  | { kind: 'leaving' };

/** Finds out whether the person comes back from the provider, from a reload, or for the first time. */
export async function arrive(users: UserManager, session: Session, path: string): Promise<Arrival> {
  // Removes what unfinished sign-ins left behind.
  await users.clearStaleState();
  if (path === '/signed-out') return { kind: 'signed-out' };
  return path === '/callback' ? backFromProvider(users, session) : here(session, null);
}

async function backFromProvider(users: UserManager, session: Session): Promise<Arrival> {
  try {
    const user = await users.signinRedirectCallback();
    const { returnTo, stepUp } = signInStateOf(user.state);
    history.replaceState(null, '', returnTo);
    return { kind: 'signed-in', stepUp: stepUp ? 'done' : null };
  } catch (error) {
    if (!(error instanceof ErrorResponse)) return { kind: 'failed', reason: sentenceOf(error) };
    const { returnTo, stepUp } = signInStateOf(error.state);
    history.replaceState(null, '', returnTo);
    if (!stepUp) return { kind: 'failed', reason: error.error_description ?? sentenceOf(error) };
    // The earlier session is still valid; only the action is cancelled.
    return here(session, 'cancelled');
  }
}

async function here(session: Session, stepUp: StepUpEnd): Promise<Arrival> {
  if (await session.signInSilently()) return { kind: 'signed-in', stepUp };
  await session.signIn();
  return { kind: 'leaving' };
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
