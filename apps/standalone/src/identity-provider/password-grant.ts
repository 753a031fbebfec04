import { errors } from 'oidc-provider';
import type Provider from 'oidc-provider';
import type { TokenEndpointGrantContext } from 'oidc-provider';
import { rememberProof } from './access-token-claims.js';
import type { Brake } from './brake.js';
import { API_RESOURCE, API_SCOPE, apiResource } from './clients.js';
import { signIn } from './sign-in.js';

interface PasswordParameters {
  username?: string;
  password?: string;
  otp?: string;
}

/** OAuth 2.0's password grant (RFC 6749 section 4.3) with an optional second factor: for scripts on one machine. */
export function addPasswordGrant(provider: Provider, brake: Brake): void {
  const handle = (ctx: TokenEndpointGrantContext<PasswordParameters>) => answer(provider, brake, ctx);
  provider.registerGrantType<PasswordParameters>('password', handle, [
    'username',
    'password',
    'otp',
    'scope',
  ]);
}

async function answer(
  provider: Provider,
  brake: Brake,
  ctx: TokenEndpointGrantContext<PasswordParameters>,
): Promise<void> {
  const { username, password, otp = '' } = ctx.oidc.params;
  if (!username || !password) throw new errors.InvalidRequest('username and password are required');
  const now = Date.now();
  const result = signIn({ username, password, otp }, brake, now);
  if ('refused' in result) throw new errors.CustomOIDCProviderError('invalid_grant', result.refused);
  const token = new provider.AccessToken({
    accountId: result.person.id,
    client: ctx.oidc.client,
    grantId: '',
    gty: 'password',
    scope: API_SCOPE,
    resourceServer: new provider.ResourceServer(API_RESOURCE, apiResource),
  });
  rememberProof(token, { ...result.proof, authTime: Math.floor(now / 1000) });
  ctx.oidc.entity('AccessToken', token);
  const accessToken = await token.save();
  ctx.body = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: token.expiration,
    scope: token.scope,
  };
}
