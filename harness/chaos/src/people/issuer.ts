import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { Person } from './people.js';

/** Tokens of a run: as long as the product's own demo gives them, and well below MAX_TOKEN_AGE. */
const LIFETIME_S = 15 * 60;
/** A token older than this is replaced; with a second factor sooner, because its proof must be fresh. */
const REUSED_MS = 5 * 60_000;
const PROOF_REUSED_MS = 60_000;
const KEY_ID = 'chaos-1';

/** An identity provider of the run's own: it says who people are, and publishes the key to check that by. */
export interface Issuer {
  issuer: string;
  jwksUri: string;
  /** An access token (RFC 9068); with `mfa`, one that proves a second factor just now. */
  token(person: Person, options?: { mfa?: boolean }): Promise<string>;
  close(): Promise<void>;
}

/** Starts one on a free port of this machine. RS256: of all signatures the cheapest to verify. */
export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const server = await serve({ ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const known = new Map<string, { token: Promise<string>; until: number }>();

  const token: Issuer['token'] = (person, { mfa = false } = {}) => {
    const key = `${person.id} ${mfa}`;
    const found = known.get(key);
    if (found && Date.now() < found.until) return found.token;
    const made = sign(privateKey, issuer, person, mfa);
    known.set(key, { token: made, until: Date.now() + (mfa ? PROOF_REUSED_MS : REUSED_MS) });
    return made;
  };
  return { issuer, jwksUri: `${issuer}/jwks`, token, close: () => close(server) };
}

async function serve(jwk: JWK): Promise<Server> {
  const server = createServer((request, response) => {
    const { host } = request.headers;
    const issuer = `http://${host}`;
    const discovery = { issuer, jwks_uri: `${issuer}/jwks` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: [jwk] } : discovery));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function sign(key: CryptoKey, issuer: string, person: Person, mfa: boolean): Promise<string> {
  const { id, name, email, groups } = person;
  const now = Math.floor(Date.now() / 1000);
  const proof = { amr: mfa ? ['pwd', 'otp'] : ['pwd'], auth_time: now };
  return new SignJWT({ name, email, groups, azp: 'chaos', client_id: 'chaos', ...proof })
    .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience('countersign')
    .setSubject(id)
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME_S)
    .sign(key);
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
