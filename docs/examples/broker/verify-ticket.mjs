// Verifies an access ticket the way a vault or a session broker should: first offline, by the signature, then by
// asking whether the check-out still stands. Whatever goes wrong, the door stays shut. See README.md beside this.
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** The ticket is not one for this door: forged, expired, of somebody else, for another account. Exit code 1. */
export class Refused extends Error {
  exitCode = 1;
}
/** It was one, and the check-out it proves is over: checked in, ended, revoked, or unknown. Exit code 2. */
export class Over extends Error {
  exitCode = 2;
}
/** Nobody can be asked, so nothing is known; try again. Exit code 3. */
export class NotKnown extends Error {
  exitCode = 3;
}

const PATIENCE_MS = 5_000;
/** Clocks differ by this much. That lets nobody in for longer: the status is asked afterwards. */
const TOLERANCE_S = 5;
/** A token is renewed this long before its end, so that it does not end on its way. */
const RENEW_BEFORE_MS = 30_000;

/**
 * A verifier for a process that lives long: make one, and call it for each ticket. It keeps the keys (and fetches
 * them again after five minutes, or when a ticket names a key it does not know) and its own access token.
 * @param {{ url: string, issuer: string, audience: string, tokenUrl: string, clientId: string, clientSecret: string }} settings
 * @returns {(ticket: string, door: { resource: string, account: string }) => Promise<object>} the claims of a ticket that stands
 */
export function ticketVerifier(settings) {
  const keysOf = publishedKeys(settings);
  const accessToken = ownToken(settings);
  return async (ticket, door) => {
    const claims = await verifyOffline(ticket, keysOf, settings);
    if (claims.resource !== door.resource || claims.account !== door.account)
      throw new Refused('The ticket is for another resource or account.');
    await assertStands(claims.jti, accessToken, settings);
    return claims;
  };
}

async function verifyOffline(ticket, keysOf, { issuer, audience }) {
  try {
    const { payload } = await jwtVerify(ticket, keysOf, {
      issuer,
      audience,
      typ: 'countersign-ticket+jwt',
      algorithms: ['EdDSA'],
      requiredClaims: ['sub', 'jti', 'nbf', 'exp', 'request_id', 'resource', 'account'],
      clockTolerance: TOLERANCE_S,
    });
    return payload;
  } catch (error) {
    if (error instanceof NotKnown) throw error;
    throw new Refused(`The ticket is not valid (${error.code ?? 'malformed'}).`);
  }
}

/** The published keys. A ticket without a matching key is refused; keys that cannot be had leave it open. */
function publishedKeys({ url }) {
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', url), {
    cacheMaxAge: 300_000,
    timeoutDuration: PATIENCE_MS,
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      throw new NotKnown('The keys cannot be fetched.');
    }
  };
}

async function assertStands(jti, accessToken, { url }) {
  const address = new URL(`/v1/tickets/${encodeURIComponent(jti)}`, url);
  const authorization = `Bearer ${await accessToken.get()}`;
  const answer = await ask(address, { headers: { authorization } });
  if (answer.status === 404) throw new Over('The check-out is unknown.');
  if (answer.status === 401) accessToken.forget();
  const status = answer.status === 200 ? await jsonOf(answer) : {};
  if (status.active === false) throw new Over(`The check-out is over (${status.reason}).`);
  if (status.active !== true) throw new NotKnown(`The status is not known (HTTP ${answer.status}).`);
}

/** The broker's own access token (client credentials, RFC 6749 section 4.4), kept until shortly before its end. */
function ownToken({ tokenUrl, clientId, clientSecret }) {
  let known = { token: '', until: 0 };
  const fetchToken = async () => {
    const client = { client_id: clientId, client_secret: clientSecret };
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...client });
    const answer = await ask(tokenUrl, { method: 'POST', body });
    const { access_token: token, expires_in: seconds } = answer.status === 200 ? await jsonOf(answer) : {};
    if (typeof token !== 'string') throw new NotKnown(`There is no access token (HTTP ${answer.status}).`);
    known = { token, until: Date.now() + Number(seconds ?? 0) * 1000 - RENEW_BEFORE_MS };
    return token;
  };
  return {
    get: async () => (Date.now() < known.until ? known.token : fetchToken()),
    forget: () => void (known = { token: '', until: 0 }),
  };
}

/** Nothing is followed elsewhere, because the token and the secret would go with it. */
async function ask(address, options) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return fetch(address, { redirect: 'error', signal, ...options }).catch(() => {
    throw new NotKnown(`${new URL(address).origin} does not answer.`);
  });
}

const jsonOf = async (answer) => answer.json().catch(() => ({}));

/** The settings of the command, from its environment; the defaults are those of `npm start`. */
function settingsOf(env) {
  const url = env.COUNTERSIGN_URL ?? 'http://127.0.0.1:8080';
  return {
    url,
    issuer: env.TICKET_ISSUER ?? url,
    audience: env.TICKET_AUDIENCE ?? 'countersign-tickets',
    tokenUrl: env.TOKEN_URL ?? `${url}/oidc/token`,
    clientId: env.CLIENT_ID ?? 'countersign-broker',
    clientSecret: env.CLIENT_SECRET ?? 'countersign',
  };
}

/** `verify-ticket.mjs <resource> <account> < ticket`: arguments are seen by everybody on a machine, stdin is not. */
async function main([resource, account, ...more]) {
  if (!resource || !account || more.length > 0) {
    process.stderr.write('usage: verify-ticket.mjs <resource> <account> < ticket\n');
    return 64;
  }
  try {
    const verify = ticketVerifier(settingsOf(process.env));
    const claims = await verify((await text(process.stdin)).trim(), { resource, account });
    process.stdout.write(`${JSON.stringify(claims)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode ?? 3;
  }
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main(process.argv.slice(2));
