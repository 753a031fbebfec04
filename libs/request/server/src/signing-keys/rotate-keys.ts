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

/** What the operator asks for. */
export interface Rotation {
  secret: Uint8Array;
  /**
   * The key signs at once: verifiers with an older key set refuse its signatures until they fetch the key set again.
   */
  now: boolean;
  /** The older keys can no longer be trusted: they are unpublished at once, and the new key signs at once. */
  revokesOlder: boolean;
}

/** The key that a rotation has made. */
export interface NewKey {
  kid: string;
  signsFrom: Date;
  /**
   * The secret opens none of the former keys. Services continue with the former keys until they have the new secret.
   */
  isNewSecret: boolean;
}

/**
 * Makes the next key of a purpose; running instances follow within seconds.
 * @param admin - a connection that may insert keys
 * @throws UnreadableKeys when the secret opens none of the existing keys, because the services could not read the new
 *   key; with `revokesOlder` a new secret is allowed.
 */
export async function rotateKey(admin: ClientBase, purpose: KeyPurpose, wish: Rotation): Promise<NewKey> {
  const { secret, revokesOlder } = wish;
  const key = await newSealedKey(purpose, secret);
  const delaySeconds = wish.now || revokesOlder ? 0 : PUBLISHED_BEFORE_S;
  // If somebody else makes a key at this moment, this key follows it.
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
