import { refreshTokenGrant, ResponseBodyError, tokenRevocation } from 'openid-client';
import { Unreachable } from '@countersign/api-client';
import type { StepUp } from '@countersign/api-client';
import { CommandFailure, exitCodes, NotSignedIn } from '../failures.js';
import type { Terminal } from '../output/terminal.js';
import type { Credentials, SignIn } from '../store/credentials.js';
import { signInByDevice, signInOf } from './device-flow.js';
import { issuerOf, openIssuer } from './issuer.js';

/** A token that expires sooner than this is renewed before use. */
const RENEWAL_MARGIN_MS = 30_000;

export interface SessionOptions {
  server: string;
  /** Undefined: the issuer that the server names. */
  issuer: string | undefined;
  clientId: string;
  scope: string;
  /** A token from the environment: used as it is, and never stored. */
  givenToken: string | undefined;
  credentials: Credentials;
  terminal: Terminal;
}

/** One person's sign-in at one server. */
export class Session {
  constructor(private readonly options: SessionOptions) {}

  /** An access token that stays valid for a while. @throws NotSignedIn */
  async token(): Promise<string> {
    const { givenToken, credentials, server } = this.options;
    if (givenToken) return givenToken;
    const signIn = await credentials.get(server);
    if (signIn && isFresh(signIn)) return signIn.accessToken;
    return credentials.exclusively(async () => {
      // Another process may have renewed the token meanwhile.
      const current = await credentials.get(server);
      if (!current) throw new NotSignedIn();
      return (isFresh(current) ? current : await this.renewed(current)).accessToken;
    });
  }

  /** Signs in. @param wanted - how strong and how recent a call needs the sign-in to be */
  async signIn(wanted: StepUp | null = null): Promise<SignIn> {
    const { server, clientId, scope, terminal, credentials } = this.options;
    const issuer = this.options.issuer ?? (await issuerOf(server));
    const tokens = await signInByDevice(await openIssuer(issuer, clientId), { scope, wanted, terminal });
    const signIn = signInOf(tokens, { issuer, clientId, now: Date.now() });
    if (wanted) assertSamePerson(await credentials.get(server), signIn);
    await credentials.exclusively(() => credentials.set(server, signIn));
    return signIn;
  }

  /** Signs in again for a call that needs a stronger or fresher sign-in. @returns the token for that call */
  async stepUp(wanted: StepUp): Promise<string> {
    if (this.options.givenToken)
      throw new NotSignedIn(
        'This needs a second factor, which the token of COUNTERSIGN_TOKEN does not prove',
      );
    this.options.terminal.say('This needs a fresh second factor.');
    return (await this.signIn(wanted)).accessToken;
  }

  /** Forgets the sign-in here and, if possible, at the issuer. @returns false when nobody was signed in */
  async signOut(): Promise<boolean> {
    const { server, credentials } = this.options;
    const signIn = await credentials.get(server);
    if (!signIn) return false;
    await credentials.exclusively(() => credentials.remove(server));
    await this.revoke(signIn).catch(() =>
      this.options.terminal.say('The issuer could not be reached; the sign-in expires there by itself.'),
    );
    return true;
  }

  private async renewed(signIn: SignIn): Promise<SignIn> {
    const { server, credentials } = this.options;
    const { issuer, clientId, refreshToken } = signIn;
    if (refreshToken === null) throw new NotSignedIn('Your sign-in has expired');
    try {
      const tokens = await refreshTokenGrant(await openIssuer(issuer, clientId), refreshToken);
      const renewed = signInOf(tokens, { issuer, clientId, now: Date.now() }, signIn);
      await credentials.set(server, renewed);
      return renewed;
    } catch (error) {
      if (error instanceof Unreachable) throw error;
      if (!(error instanceof ResponseBodyError)) throw new Unreachable(issuer, error);
      if (error.error !== 'invalid_grant') throw error;
      await credentials.remove(server);
      throw new NotSignedIn('Your sign-in has expired');
    }
  }

  private async revoke({ issuer, clientId, refreshToken, accessToken }: SignIn): Promise<void> {
    const config = await openIssuer(issuer, clientId);
    if (config.serverMetadata().revocation_endpoint)
      await tokenRevocation(config, refreshToken ?? accessToken);
  }
}

const isFresh = ({ expiresAt }: SignIn): boolean => expiresAt > Date.now() + RENEWAL_MARGIN_MS;

/** @throws CommandFailure when another person signs in to finish the command of the first */
export function assertSamePerson(before: SignIn | null, after: SignIn): void {
  if (!before || (before.subject === after.subject && before.issuer === after.issuer)) return;
  throw new CommandFailure(
    exitCodes.refused,
    'other-person',
    `${after.name ?? after.subject} signed in, but ${before.name ?? before.subject} started this command; nothing was done.`,
  );
}
