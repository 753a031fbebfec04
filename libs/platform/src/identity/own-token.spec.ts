import { clientOfOwnToken } from './own-token.js';

const GUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const entra = { tid: 't', oid: GUID, azp: 'vault', ver: '2.0' };
const keycloak = { sub: GUID, azp: 'vault', typ: 'Bearer' };
const okta = { cid: 'vault', ver: 1, jti: 'AT.x' };
const cognito = { client_id: 'vault', token_use: 'access' };

/** rules.md#machines */
describe("a client's own token is", () => {
  it.each<[string, Record<string, unknown>]>([
    ['of RFC 9068: sub is client_id', { sub: 'vault', client_id: 'vault' }],
    ['one whose sub spells the client differently', { sub: 'VAULT ', client_id: 'vault' }],
    ['one whose sub is azp', { sub: 'vault', azp: 'vault' }],
    ['one whose name in another claim is the client', { sub: GUID, azp: 'vault', upn: 'vault' }],
    ['one without sub (IdentityServer)', { client_id: 'vault' }],
    ['of Entra, with idtyp', { ...entra, sub: GUID, idtyp: 'app' }],
    ['of Entra, with idtyp and scopes', { ...entra, sub: 's', idtyp: 'app', scp: 'x' }],
    ['of Entra, for a device', { ...entra, sub: GUID, idtyp: 'device', scp: 'x' }],
    ['of Entra without idtyp: no scopes', { ...entra, sub: GUID, roles: ['x'] }],
    ['of Entra v1', { tid: 't', oid: GUID, sub: GUID, appid: 'vault' }],
    ['of Keycloak, by the name of its user', { ...keycloak, preferred_username: 'service-account-vault' }],
    ['of Keycloak, by that name in capitals', { ...keycloak, preferred_username: 'Service-Account-vault' }],
    ['of Keycloak, by clientId', { sub: GUID, clientId: 'vault' }],
    ['of Keycloak, by clientHost', { ...keycloak, clientHost: '192.0.2.7' }],
    ['of Keycloak, by clientAddress', { ...keycloak, clientAddress: '192.0.2.7' }],
    ['of Okta: sub is cid', { ...okta, sub: 'vault' }],
    ['of Okta: no uid', { ...okta, sub: 'renamed', scp: ['countersign'] }],
    ['of Auth0, by gty', { sub: 'renamed', azp: 'vault', gty: 'client-credentials' }],
    ['of Auth0, by a list of gty', { sub: 'renamed', azp: 'vault', gty: ['client-credentials'] }],
    ['of Auth0, by sub', { sub: 'vault@clients' }],
    ['of an issuer that names the grant', { sub: 'x', client_id: 'vault', grant_type: 'client_credentials' }],
    ['of Cognito: no username', { ...cognito, sub: GUID }],
  ])('%s', (_, claims) => {
    expect(clientOfOwnToken(claims, 'upn')).toBe('vault');
  });

  it('never a person’s, although it has the name and the groups of one', () => {
    const claims = { sub: 'alice', client_id: 'alice', name: 'Alice Archer', groups: ['managers'] };
    expect(clientOfOwnToken(claims, 'sub')).toBe('alice');
  });
});

describe('a token can be a person’s when it is', () => {
  it.each<[string, Record<string, unknown>]>([
    ['of a person who signed in through a client', { sub: 'alice', client_id: 'vault', azp: 'vault' }],
    ['one that names no client', { sub: 'vault' }],
    ['of a person with the id of another client', { sub: 'vault', client_id: 'console' }],
    ['of Entra', { ...entra, sub: 'pairwise', scp: 'countersign' }],
    ['of Entra, with idtyp', { ...entra, sub: 'pairwise', scp: 'countersign', idtyp: 'user' }],
    ['of Keycloak', { ...keycloak, preferred_username: 'alice', sid: 's' }],
    ['of Okta', { ...okta, sub: 'alice@example.com', uid: '00u1', scp: ['countersign'] }],
    ['of Auth0', { sub: 'auth0|alice', azp: 'console', gty: 'password' }],
    ['of Cognito', { ...cognito, sub: GUID, username: 'alice' }],
  ])('%s', (_, claims) => {
    expect(clientOfOwnToken(claims, 'sub')).toBeNull();
  });
});
