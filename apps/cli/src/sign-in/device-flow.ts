import { initiateDeviceAuthorization, pollDeviceAuthorizationGrant, ResponseBodyError } from 'openid-client';
import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import type { StepUp } from '@countersign/api-client';
import { NotSignedIn } from '../failures.js';
import { plain } from '../output/terminal.js';
import type { Terminal } from '../output/terminal.js';
import type { SignIn } from '../store/credentials.js';

/** The answer of a token endpoint. */
export type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

/**
 * Signs a person in through the browser of any device (RFC 8628), as strongly and as recently as `wanted` says.
 * @throws NotSignedIn when the person cancels, or the code expires
 */
export async function signInByDevice(
  issuer: Configuration,
  { scope, wanted, terminal }: { scope: string; wanted: StepUp | null; terminal: Terminal },
): Promise<Tokens> {
  const begun = await initiateDeviceAuthorization(issuer, { scope, ...stepUpParameters(wanted) });
  const address = begun.verification_uri_complete ?? begun.verification_uri;
  terminal.say(plain(`To sign in, open ${address}\nand check that it shows the code ${begun.user_code}`));
  try {
    return await pollDeviceAuthorizationGrant(issuer, begun);
  } catch (error) {
    if (error instanceof ResponseBodyError && error.status < 500) throw new NotSignedIn(reasonOf(error));
    throw error;
  }
}

function stepUpParameters(wanted: StepUp | null): Record<string, string> {
  return {
    ...(wanted?.acrValues ? { acr_values: wanted.acrValues } : {}),
    ...(wanted?.maxAge === undefined || wanted.maxAge === null ? {} : { max_age: String(wanted.maxAge) }),
  };
}

function reasonOf({ error }: ResponseBodyError): string {
  if (error === 'access_denied') return 'The sign-in was cancelled';
  return error === 'expired_token' ? 'The code has expired' : `The sign-in failed (${error})`;
}

/** The sign-in to store. The answer to a refresh may come without a refresh token and without an ID token. */
export function signInOf(
  tokens: Tokens,
  about: { issuer: string; clientId: string; now: number },
  before: SignIn | null = null,
): SignIn {
  const { now, ...client } = about;
  const claims = tokens.claims();
  const name = claims?.['name'];
  const subject = claims?.sub ?? before?.subject;
  if (subject === undefined) throw new NotSignedIn('The issuer did not name the person that signed in');
  return {
    ...client,
    subject,
    name: typeof name === 'string' ? name : (before?.name ?? null),
    accessToken: tokens.access_token,
    expiresAt: now + (tokens.expiresIn() ?? 60) * 1000,
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
  };
}
