import type { ClientMetadata, ResourceServer } from 'oidc-provider';
import type { IdentityProviderConfig } from './config.js';

const CONSOLE = 'countersign-console';
export const CLI = 'countersign-cli';
/** The vault or bastion of the demo. Its secret is published, like the passwords of the demo people. */
export const BROKER = 'countersign-broker';
export const BROKER_SECRET = 'countersign';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** The paths to which the console can ask to be sent back, below each of its origins. */
const CONSOLE_PATHS = ['/callback', '/silent-callback'];
const LOOPBACK = ['127.0.0.1', 'localhost'];

/** The programs people sign in with, public clients (RFC 6749 section 2.1), and a broker with a secret. */
export function clients({ PUBLIC_URL, PASSWORD_GRANT }: IdentityProviderConfig): ClientMetadata[] {
  const origins = originsOf(PUBLIC_URL);
  return [
    {
      client_id: CONSOLE,
      client_name: 'Countersign console',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: origins.flatMap((origin) => CONSOLE_PATHS.map((path) => `${origin}${path}`)),
      post_logout_redirect_uris: origins.map((origin) => `${origin}/signed-out`),
    },
    {
      client_id: CLI,
      client_name: 'Countersign command line',
      token_endpoint_auth_method: 'none',
      grant_types: [DEVICE_GRANT, 'refresh_token', ...(PASSWORD_GRANT ? ['password'] : [])],
      response_types: [],
      redirect_uris: [],
    },
    {
      client_id: BROKER,
      client_name: 'Countersign broker',
      client_secret: BROKER_SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ];
}

/** On one machine people write 127.0.0.1 or localhost, and mean the same. */
export function originsOf(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  if (!LOOPBACK.includes(url.hostname)) return [url.origin];
  return LOOPBACK.map((hostname) => {
    url.hostname = hostname;
    return url.origin;
  });
}

/** The resource that every token is for, unless a client names another: Countersign's API. */
export const API_RESOURCE = 'urn:countersign:api';
export const API_SCOPE = 'countersign';

/** Access tokens are signed JWTs (RFC 9068), a quarter of an hour long. */
export const apiResource: ResourceServer = {
  audience: 'countersign',
  scope: API_SCOPE,
  accessTokenTTL: 15 * 60,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'RS256' } },
};
