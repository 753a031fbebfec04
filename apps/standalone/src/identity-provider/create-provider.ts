import Provider from 'oidc-provider';
import type { Account, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { accessTokenClaims } from './access-token-claims.js';
import type { Brake } from './brake.js';
import { CLI, clients, originsOf, API_RESOURCE, API_SCOPE, apiResource } from './clients.js';
import type { IdentityProviderConfig } from './config.js';
import { findPerson } from './demo-people.js';
import type { Identity } from './identity-file.js';
import { MemoryStore } from './memory-adapter.js';
import { addPasswordGrant } from './password-grant.js';
import { signInPolicy } from './policy.js';
import { providerPages } from './pages.js';
import { MFA_CONTEXT, PASSWORD_CONTEXT } from './sign-in.js';

/** Below the public origin; the gateway passes `/oidc/*` on. */
export const MOUNT = '/oidc';
const SCOPES = 'openid profile email groups offline_access';
const HOUR = 60 * 60;

/** The provider itself: OpenID Connect Core 1.0, with the demo people and our own clients. */
export function createProvider(config: IdentityProviderConfig, identity: Identity, brake: Brake): Provider {
  const provider = new Provider(`${config.PUBLIC_URL}${MOUNT}`, configuration(config, identity));
  // Host and protocol are the issuer's: the server sets these headers itself on every call.
  provider.proxy = true;
  if (config.PASSWORD_GRANT) addPasswordGrant(provider, brake);
  return provider;
}

function configuration(config: IdentityProviderConfig, identity: Identity): Configuration {
  const origins = originsOf(config.PUBLIC_URL);
  return {
    adapter: new MemoryStore().adapterFor,
    clients: clients(config),
    jwks: identity.jwks,
    cookies: { keys: identity.cookieKeys, long: { signed: true }, short: { signed: true } },
    acrValues: [PASSWORD_CONTEXT, MFA_CONTEXT],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
      acr: null,
      amr: null,
      auth_time: null,
    },
    scopes: SCOPES.split(' '),
    // The console reads names from the ID token, without asking userinfo.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: providerPages.deviceFlow,
      rpInitiatedLogout: providerPages.rpInitiatedLogout,
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API_RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => apiResource,
      },
    },
    clientBasedCORS: (_ctx, origin) => origins.includes(origin),
    extraTokenClaims: accessTokenClaims,
    findAccount,
    loadExistingGrant: grantEverything,
    issueRefreshToken: (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') &&
      (client.clientId === CLI || source.scopes.has('offline_access')),
    interactions: { policy: signInPolicy(), url: (_ctx, { uid }) => `${MOUNT}/interaction/${uid}` },
    renderError: providerPages.renderError,
    ttl: {
      AccessToken: 15 * 60,
      ClientCredentials: 15 * 60,
      IdToken: HOUR,
      Session: 12 * HOUR,
      Grant: 12 * HOUR,
      RefreshToken: 12 * HOUR,
      Interaction: HOUR,
      DeviceCode: 600,
    },
  };
}

function findAccount(_ctx: KoaContextWithOIDC, id: string): Account | undefined {
  const person = findPerson(id);
  if (!person) return undefined;
  const { name, email, groups } = person;
  const claims = { sub: id, name, preferred_username: id, email, email_verified: true, groups };
  return { accountId: id, claims: () => claims };
}

/** Our own clients may know whatever they ask for: people are not asked about it. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  const found = known === undefined ? undefined : await provider.Grant.find(known);
  if (found) return found;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPES);
  grant.addResourceScope(API_RESOURCE, API_SCOPE);
  await grant.save();
  return grant;
}
