import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';

/** How long the hidden frame may take before people are sent to the sign-in page, in seconds. */
const SILENT_SIGN_IN_TIMEOUT = 6;
/** Tokens are renewed this long before they expire, in seconds. */
const RENEW_AHEAD = 60;

/**
 * The OIDC client: authorization code with PKCE. Tokens are kept in memory only, so that no later script can find
 * them; sessionStorage holds only the state of a redirect in progress (verifier, nonce, page to return to).
 */
export function createUserManager({ issuer, clientId, scopes }: ConsoleConfig, origin: string): UserManager {
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    scope: scopes,
    response_type: 'code',
    redirect_uri: `${origin}/callback`,
    silent_redirect_uri: `${origin}/silent-callback`,
    post_logout_redirect_uri: `${origin}/signed-out`,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage, prefix: 'countersign.sign-in.' }),
    automaticSilentRenew: true,
    accessTokenExpiringNotificationTimeInSeconds: RENEW_AHEAD,
    silentRequestTimeoutInSeconds: SILENT_SIGN_IN_TIMEOUT,
    monitorSession: false,
    loadUserInfo: false,
  });
}

/** The answer of `GET /console.json`: the identity provider, and the console's client there. */
interface ConsoleConfig {
  issuer: string;
  clientId: string;
  scopes: string;
}

/** @throws Error when the gateway does not answer with the settings */
export async function loadConsoleConfig(): Promise<ConsoleConfig> {
  const answer = await fetch('/console.json', { headers: { accept: 'application/json' } });
  if (!answer.ok)
    throw new Error(`The gateway answered ${answer.status} when asked for the console’s settings.`);
  return (await answer.json()) as ConsoleConfig;
}
