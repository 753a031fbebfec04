/** What the console remembers over a sign-in at the provider. */
export interface SignInState {
  /** Path, query and fragment to come back to. */
  returnTo: string;
  /** The sign-in is to prove more, because an action needs it. */
  stepUp: boolean;
}

/** Reads the state of a sign-in; what is not a path of this console leads home. */
export function signInStateOf(state: unknown): SignInState {
  const { returnTo, stepUp } = (state ?? {}) as Partial<Record<keyof SignInState, unknown>>;
  const isPath = typeof returnTo === 'string' && /^\/(?![/\\])/.test(returnTo);
  return { returnTo: isPath ? returnTo : '/', stepUp: stepUp === true };
}
