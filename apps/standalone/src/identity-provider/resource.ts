import type { ResourceServer } from 'oidc-provider';

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
