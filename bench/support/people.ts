import { readFile } from 'node:fs/promises';
import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';

/** Somebody who calls the API, by the claims of their access token. */
export interface Person {
  id: string;
  name: string;
  groups: string[];
}

/** Everybody who submits in a bench. No two neighbours in the list are the same, so limits per person are never met. */
export const requesters: readonly Person[] = Array.from({ length: 2_000 }, (_, index) => {
  const number = String(index + 1).padStart(4, '0');
  return { id: `requester-${number}`, name: `Requester ${number}`, groups: ['engineers'] };
});

export const manager: Person = { id: 'bob', name: 'Bob Baker', groups: ['managers'] };
export const otherManager: Person = { id: 'carol', name: 'Carol Castle', groups: ['managers'] };
export const securityOfficers: readonly [Person, Person] = [
  { id: 'dave', name: 'Dave Dalton', groups: ['security'] },
  { id: 'grace', name: 'Grace Gardner', groups: ['security'] },
];
export const policyAdmin: Person = { id: 'erin', name: 'Erin Ellis', groups: ['policy-admins'] };

/** Signs access tokens as the issuer of an installation does. */
export type TokenSigner = (person: Person) => Promise<string>;

/** Shorter than the longest lifetime that the services accept, longer than any bench. */
const LIFETIME = '50m';

/** @param key - private, with its `alg` and, where the issuer publishes one, its `kid` */
export async function tokenSigner(key: JWK, issuer: string): Promise<TokenSigner> {
  const { alg, kid } = key;
  if (alg === undefined) throw new Error('a key that does not say its algorithm signs nothing');
  const signing = await importJWK(key);
  return ({ id, name, groups }) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ name, email: `${id}@example.com`, groups, amr: ['pwd'], auth_time: now })
      .setProtectedHeader({ alg, typ: 'at+jwt', ...(kid !== undefined && { kid }) })
      .setIssuer(issuer)
      .setAudience('countersign')
      .setSubject(id)
      .setIssuedAt(now)
      .setExpirationTime(LIFETIME)
      .sign(signing);
  };
}

/** The first signing key of the trial provider of an installation. @param identityFile - where the provider keeps its keys */
export async function trialKey(identityFile: string): Promise<JWK> {
  const { jwks } = JSON.parse(await readFile(identityFile, 'utf8')) as { jwks: { keys: JWK[] } };
  const key = jwks.keys[0];
  if (!key) throw new Error(`${identityFile} holds no key`);
  return key;
}

/** Tokens of all requesters. */
export const requesterTokens = (sign: TokenSigner): Promise<string[]> => Promise.all(requesters.map(sign));
