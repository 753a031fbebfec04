import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { ConsoleConfig } from './console-config.js';

/** How long the hidden frame may take before people are sent to the sign-in page, in seconds. */
const SILENT_PATIENCE = 6;
/** Tokens are renewed this long before they end, in seconds. */
const RENEW_AHEAD = 60;

/**
 * The OIDC client: authorization code with PKCE. Tokens are kept in memory alone, so that no script of another time
 * finds them; only the state of a redirect under way (verifier, nonce, where to come back to) is in sessionStorage.
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
    silentRequestTimeoutInSeconds: SILENT_PATIENCE,
    monitorSession: false,
    loadUserInfo: false,
  });
}
