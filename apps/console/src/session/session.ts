import type { StepUp } from '@countersign/api-client';
import type { User, UserManager } from 'oidc-client-ts';
import type { SignInState } from './return-to.js';

/** A token with less time left than this is renewed before it is used, in seconds. */
const MIN_TOKEN_TIME_LEFT = 15;

const here = (): string => `${location.pathname}${location.search}${location.hash}`;

/** The session has expired and could not be renewed: the person must sign in again. */
class SessionOver extends Error {
  constructor() {
    super('Your session has expired. Sign in again to continue.');
    this.name = 'SessionOver';
  }
}

/** The signed-in person's session: the token, and the redirects to the provider. */
export class Session {
  private renewing: Promise<User | null> | null = null;
  private readonly listeners = new Set<() => void>();
  private ended = false;

  constructor(private readonly users: UserManager) {
    users.events.addAccessTokenExpired(() => this.end());
    users.events.addUserLoaded(() => this.set(false));
  }

  /** Whether the token has expired and could not be renewed. */
  readonly isOver = (): boolean => this.ended;

  /** Calls the listener when `isOver` changes. @returns a function that unsubscribes */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** A token for the API, renewed when it is about to expire. @throws SessionOver */
  readonly token = async (): Promise<string> => {
    const user = await this.users.getUser();
    if (user && (user.expires_in ?? 0) > MIN_TOKEN_TIME_LEFT) return user.access_token;
    const renewed = await this.renew();
    if (renewed) return renewed.access_token;
    this.end();
    throw new SessionOver();
  };

  /** The issuer's id of the signed-in person. */
  async subject(): Promise<string | null> {
    return (await this.users.getUser())?.profile.sub ?? null;
  }

  /** Signs in without showing a page, through the provider's own session. @returns whether that worked */
  async signInSilently(): Promise<boolean> {
    return (await this.renew()) !== null;
  }

  /** Goes to the provider's sign-in page, which returns to this page. */
  async signIn(returnTo = here()): Promise<void> {
    await this.users.signinRedirect({ state: { returnTo, stepUp: false } satisfies SignInState });
  }

  /** Goes to the provider for a stronger sign-in (RFC 9470) of the same person. */
  async stepUp({ acrValues, maxAge }: StepUp): Promise<void> {
    const profile = (await this.users.getUser())?.profile;
    const hint = profile?.preferred_username ?? profile?.email;
    await this.users.signinRedirect({
      state: { returnTo: here(), stepUp: true } satisfies SignInState,
      ...(acrValues !== null && { acr_values: acrValues }),
      ...(maxAge !== null && { max_age: maxAge }),
      ...(hint !== undefined && { login_hint: hint }),
    });
  }

  /** Signs out here and at the provider. */
  async signOut(): Promise<void> {
    await this.users.signoutRedirect();
  }

  private renew(): Promise<User | null> {
    this.renewing ??= this.users
      .signinSilent()
      .catch(() => null)
      .finally(() => (this.renewing = null));
    return this.renewing;
  }

  private end(): void {
    this.set(true);
  }

  private set(over: boolean): void {
    if (this.ended === over) return;
    this.ended = over;
    for (const listener of this.listeners) listener();
  }
}
