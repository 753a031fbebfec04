import { readFile } from 'node:fs/promises';
import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';

/** A caller of the API, by the claims of the access token. */
export interface Person {
  id: string;
  name: string;
  groups: string[];
}

/** The requesters of all benches. They take turns, so that limits per person are never reached. */
export const requesters: readonly Person[] = Array.from({ length: 2_000 }, (_, index) => {
  const number = String(index + 1).padStart(4, '0');
  return { id: `requester-${number}`, name: `Requester ${number}`, groups: ['engineers'] };
});

/** The n-th requester; they take turns. */
export function requesterOf(n: number): Person {
  const person = requesters[n % requesters.length];
  if (!person) throw new Error('nobody submits');
  return person;
}

export const manager: Person = { id: 'bob', name: 'Bob Baker', groups: ['managers'] };
export const otherManager: Person = { id: 'carol', name: 'Carol Castle', groups: ['managers'] };
export const securityOfficers: readonly [Person, Person] = [
  { id: 'dave', name: 'Dave Dalton', groups: ['security'] },
  { id: 'grace', name: 'Grace Gardner', groups: ['security'] },
];
export const auditor: Person = { id: 'frank', name: 'Frank Fisher', groups: ['auditors'] };
export const policyAdmin: Person = { id: 'erin', name: 'Erin Ellis', groups: ['policy-admins'] };

/** Signs access tokens as the issuer of an installation does. */
export type TokenSigner = (person: Person) => Promise<string>;

/** Shorter than the services' limit, and longer than any bench. */
const LIFETIME = '50m';

/** @param key - private, with its `alg` and, where the issuer publishes one, its `kid` */
export async function tokenSigner(key: JWK, issuer: string): Promise<TokenSigner> {
  const { alg, kid } = key;
  if (alg === undefined) throw new Error('the signing key has no `alg`');
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
  if (!key) throw new Error(`${identityFile} contains no key`);
  return key;
}

/** Tokens of all requesters. */
export const requesterTokens = (sign: TokenSigner): Promise<string[]> => Promise.all(requesters.map(sign));
