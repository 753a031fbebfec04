import type { ClientBase } from 'pg';
import { insertKey, readKeys } from './key-table.js';
import type { KeyRow } from './key-table.js';
import { newSealedKey, openKey, UnreadableKeys } from './sealed-key.js';
import type { KeyPurpose } from './sealed-key.js';

/**
 * How long a new key is published before it signs: longer than verifiers may keep a key set (its max-age, 300 s)
 * and than it takes every instance to see the key.
 */
const PUBLISHED_BEFORE_S = 600;

/** What the operator wants. */
export interface Rotation {
  secret: Uint8Array;
  /** It signs at once: verifiers that keep an older key set refuse its signatures until they fetch it anew. */
  now: boolean;
  /** The older keys are not to be trusted any more: they are unpublished at once, and it signs at once. */
  revokesOlder: boolean;
}

/** A key that was made. */
export interface NewKey {
  kid: string;
  signsFrom: Date;
  /** The secret opens none of the former keys: until the services are given it, they go on with those. */
  isNewSecret: boolean;
}

/**
 * Makes the next key of a purpose; running instances follow within seconds.
 * @param admin - a connection that may insert keys
 * @throws UnreadableKeys when this secret opens none of the keys there are: the services could not read the new one.
 * With `revokesOlder` it may be a new secret.
 */
export async function rotateKey(admin: ClientBase, purpose: KeyPurpose, wish: Rotation): Promise<NewKey> {
  const { secret, revokesOlder } = wish;
  const key = await newSealedKey(purpose, secret);
  const delaySeconds = wish.now || revokesOlder ? 0 : PUBLISHED_BEFORE_S;
  // A key that somebody else makes at this moment comes first, and this one follows it.
  for (;;) {
    const older = (await readKeys(admin)).filter((row) => row.purpose === purpose);
    const isNewSecret = !(await isReadable(older, secret));
    if (isNewSecret && !revokesOlder) throw new UnreadableKeys(purpose);
    const after = older.at(-1)?.ordinal ?? null;
    const signsFrom = await insertKey(admin, key, { delaySeconds, revokesOlder, after });
    if (signsFrom) return { kid: key.kid, signsFrom, isNewSecret };
  }
}

async function isReadable(rows: KeyRow[], secret: Uint8Array): Promise<boolean> {
  const opened = await Promise.all(rows.map((row) => openKey(row, secret)));
  return rows.length === 0 || opened.some((key) => key !== null);
}
