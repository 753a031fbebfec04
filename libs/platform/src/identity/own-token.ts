import type { JWTPayload } from 'jose';
import { foldName } from '@countersign/names';

/** The claims in which issuers name the client: RFC 9068, OpenID Connect, Entra v1, Okta, older versions of Keycloak. */
const CLIENT_CLAIMS = ['client_id', 'azp', 'appid', 'cid', 'clientId'] as const;

/** What Auth0 appends to a client's id, as the `sub` of the client's own token. */
const AUTH0_SUFFIX = '@clients';

/** How the grants of OAuth 2.0 that involve no person are spelt in claims that name the grant. */
const OWN_GRANTS = ['client_credentials', 'client-credentials'];

/**
 * The client whose own token this is (client credentials), or null if the token can be a person's. Nothing in OAuth says it
 * plainly, so each issuer's shape is listed here (rules.md#machines). A token of which two readings are possible counts as the client's own:
 * then a person is refused something, while otherwise a program could approve.
 * @param idClaim - the claim that names people
 */
export function clientOfOwnToken(claims: JWTPayload, idClaim: string): string | null {
  const clients = CLIENT_CLAIMS.map((name) => textOf(claims[name])).filter((client) => client !== null);
  const itself = clients.find((client) => isSame(client, claims.sub) || isSame(client, claims[idClaim]));
  if (itself !== undefined) return itself;
  if (claims.sub === undefined && clients[0] !== undefined) return clients[0];
  if (!SHAPES.some((isOwn) => isOwn(claims))) return null;
  return clients[0] ?? textOf(claims.sub)?.replace(AUTH0_SUFFIX, '') ?? null;
}

/** Whether a token has the shape of a client's own token, as its issuer documents it. */
type Shape = (claims: JWTPayload) => boolean;

const namesItsGrant: Shape = ({ gty, grant_type }) =>
  [gty, grant_type].flat().some((grant) => OWN_GRANTS.includes(String(grant)));

const isAuth0Client: Shape = ({ sub }) => textOf(sub)?.endsWith(AUTH0_SUFFIX) ?? false;

/** `idtyp` is optional. Without it, only a token for a person has scopes. */
const isEntraApp: Shape = ({ idtyp, tid, oid, scp }) =>
  idtyp === undefined ? tid !== undefined && oid !== undefined && scp === undefined : idtyp !== 'user';

/** The user of a service account has this name; the other claims are notes of a session that a client began by itself. */
const isKeycloakServiceAccount: Shape = ({ preferred_username, clientId, clientHost, clientAddress }) =>
  (textOf(preferred_username)?.toLowerCase().startsWith('service-account-') ?? false) ||
  [clientId, clientHost, clientAddress].some((note) => note !== undefined);

/** Okta names the user in `uid`, beside the client in `cid` and scopes in a list. */
const isOktaClient: Shape = ({ cid, uid, scp }) =>
  textOf(cid) !== null && Array.isArray(scp) && uid === undefined;

const isCognitoClient: Shape = ({ token_use, username }) => token_use === 'access' && username === undefined;

const SHAPES: readonly Shape[] = [
  namesItsGrant,
  isAuth0Client,
  isEntraApp,
  isKeycloakServiceAccount,
  isOktaClient,
  isCognitoClient,
];

/** However the issuer spells them: both are names, and compared like names (rules.md#names). */
function isSame(client: string, subject: unknown): boolean {
  return typeof subject === 'string' && foldName(client.trim()) === foldName(subject.trim());
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : null;
}
