/** What the console remembers during a sign-in at the provider. */
export interface SignInState {
  /** Path, query and fragment to return to. */
  returnTo: string;
  /** Whether this is a stronger sign-in that an action needs. */
  stepUp: boolean;
}

/** Reads the state of a sign-in; anything that is not a path of this console becomes the home page. */
export function signInStateOf(state: unknown): SignInState {
  const { returnTo, stepUp } = (state ?? {}) as Partial<Record<keyof SignInState, unknown>>;
  const isPath = typeof returnTo === 'string' && /^\/(?![/\\])/.test(returnTo);
  return { returnTo: isPath ? returnTo : '/', stepUp: stepUp === true };
}
