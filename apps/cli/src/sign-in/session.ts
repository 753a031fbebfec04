import { refreshTokenGrant, ResponseBodyError, tokenRevocation } from 'openid-client';
import { Unreachable } from '@countersign/api-client';
import type { StepUp } from '@countersign/api-client';
import { CommandFailure, exitCodes, NotSignedIn } from '../failures.js';
import type { Terminal } from '../output/terminal.js';
import type { Credentials, SignIn } from '../store/credentials.js';
import { alone } from '../store/lock.js';
import { signInByDevice, signInOf } from './device-flow.js';
import { issuerOf, openIssuer } from './issuer.js';

/** A token that ends sooner than this is renewed first. */
const MARGIN_MS = 30_000;

/** What a session works with. */
export interface SessionOptions {
  server: string;
  /** Asked of the server when not given. */
  issuer: string | undefined;
  clientId: string;
  scope: string;
  /** A token from the environment: used as it is, and never kept. */
  givenToken: string | undefined;
  credentials: Credentials;
  terminal: Terminal;
}

/** One person's sign-in at one server. */
export class Session {
  constructor(private readonly options: SessionOptions) {}

  /** An access token that lives for a while yet. @throws NotSignedIn */
  async token(): Promise<string> {
    const { givenToken, credentials, server } = this.options;
    if (givenToken) return givenToken;
    const signIn = await credentials.get(server);
    if (signIn && isFresh(signIn)) return signIn.accessToken;
    return alone(`${credentials.path}.lock`, async () => {
      // Another process may have renewed it meanwhile.
      const current = await credentials.get(server);
      if (!current) throw new NotSignedIn();
      return (isFresh(current) ? current : await this.renewed(current)).accessToken;
    });
  }

  /** Signs in; with `wanted`, as strongly as a call needs it. */
  async signIn(wanted: StepUp | null = null): Promise<SignIn> {
    const { server, clientId, scope, terminal, credentials } = this.options;
    const issuer = this.options.issuer ?? (await issuerOf(server));
    const tokens = await signInByDevice(await openIssuer(issuer, clientId), { scope, wanted, terminal });
    const signIn = signInOf(tokens, { issuer, clientId, now: Date.now() });
    if (wanted) assertSamePerson(await credentials.get(server), signIn);
    await alone(`${credentials.path}.lock`, () => credentials.set(server, signIn));
    return signIn;
  }

  /** Signs in again for a call that needs a stronger or fresher sign-in, and gives the token to go on with. */
  async stepUp(wanted: StepUp): Promise<string> {
    if (this.options.givenToken)
      throw new NotSignedIn(
        'This needs a second factor, which the token of COUNTERSIGN_TOKEN does not prove',
      );
    this.options.terminal.say('This needs a fresh second factor.');
    return (await this.signIn(wanted)).accessToken;
  }

  /** Forgets the sign-in here and, where that can be done, at the issuer. @returns whether there was one */
  async signOut(): Promise<boolean> {
    const { server, credentials } = this.options;
    const signIn = await credentials.get(server);
    if (!signIn) return false;
    await alone(`${credentials.path}.lock`, () => credentials.remove(server));
    await this.revoke(signIn).catch(() =>
      this.options.terminal.say('The issuer was not told; the sign-in ends there by itself.'),
    );
    return true;
  }

  private async renewed(signIn: SignIn): Promise<SignIn> {
    const { server, credentials } = this.options;
    const { issuer, clientId, refreshToken } = signIn;
    if (refreshToken === null) throw new NotSignedIn('Your sign-in is over');
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
      throw new NotSignedIn('Your sign-in is over');
    }
  }

  private async revoke({ issuer, clientId, refreshToken, accessToken }: SignIn): Promise<void> {
    const config = await openIssuer(issuer, clientId);
    if (config.serverMetadata().revocation_endpoint)
      await tokenRevocation(config, refreshToken ?? accessToken);
  }
}

const isFresh = ({ expiresAt }: SignIn): boolean => expiresAt > Date.now() + MARGIN_MS;

/** A command that one person began is not finished by another. */
export function assertSamePerson(before: SignIn | null, after: SignIn): void {
  if (!before || (before.subject === after.subject && before.issuer === after.issuer)) return;
  throw new CommandFailure(
    exitCodes.refused,
    'other-person',
    `${after.name ?? after.subject} signed in, but ${before.name ?? before.subject} began this; nothing was done.`,
  );
}
