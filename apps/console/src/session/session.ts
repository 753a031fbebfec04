import type { StepUp } from '@countersign/api-client';
import type { User, UserManager } from 'oidc-client-ts';
import type { SignInState } from './return-to.js';

/** A token with less than this left is renewed before it is used, in seconds. */
const LEAST_LEFT = 15;

const here = (): string => `${location.pathname}${location.search}${location.hash}`;

/** The session is over and could not be renewed: the person must sign in again. */
export class SessionOver extends Error {
  constructor() {
    super('Your session is over. Sign in again to go on.');
    this.name = 'SessionOver';
  }
}

/** The signed-in person: their token, and the ways to the provider. */
export class Session {
  private renewing: Promise<User | null> | null = null;
  private readonly listeners = new Set<() => void>();
  private ended = false;

  constructor(private readonly users: UserManager) {
    users.events.addAccessTokenExpired(() => this.end());
    users.events.addUserLoaded(() => this.set(false));
  }

  /** Whether the token has ended and could not be renewed. */
  readonly isOver = (): boolean => this.ended;

  /** Tells when `isOver` changes. @returns what ends the telling */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** A token to call the API with, renewed when it is about to end. @throws SessionOver */
  readonly token = async (): Promise<string> => {
    const user = await this.users.getUser();
    if (user && (user.expires_in ?? 0) > LEAST_LEFT) return user.access_token;
    const renewed = await this.renew();
    if (renewed) return renewed.access_token;
    this.end();
    throw new SessionOver();
  };

  /** Who is signed in, by the issuer's id. */
  async subject(): Promise<string | null> {
    return (await this.users.getUser())?.profile.sub ?? null;
  }

  /** Signs in without a page, by the provider's own session. */
  async signInSilently(): Promise<boolean> {
    return (await this.renew()) !== null;
  }

  /** Leaves for the provider's sign-in page; comes back to this very page. */
  async signIn(returnTo = here()): Promise<void> {
    await this.users.signinRedirect({ state: { returnTo, stepUp: false } satisfies SignInState });
  }

  /** Leaves to prove more (RFC 9470), as the same person. */
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

  /** Ends the session here and at the provider. */
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
