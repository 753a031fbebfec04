import { escapeIdentifier } from 'pg';
import type { ClientBase, Pool } from 'pg';
import type { PublicKey } from '@countersign/contracts';
import type { KeyTimes } from './key-ring.js';
import type { KeyPurpose, SealedKey } from './sealed-key.js';

/** The keys that sign, qualified. Rows never change; what a key is good for follows from its row and the time. */
const KEY_TABLE = 'request.signing_key';

/** First key of the advisory lock under which keys are made ("CSsk" in ASCII); the second is the purpose's. */
const KEY_LOCK = 0x4353736b;
const LOCK_NUMBER: Record<KeyPurpose, number> = { ticket: 1, audit: 2 };

const TABLE = `
  CREATE TABLE IF NOT EXISTS ${KEY_TABLE} (
    ordinal       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kid           text        NOT NULL UNIQUE,
    purpose       text        NOT NULL CHECK (purpose IN ('ticket', 'audit')),
    public_key    jsonb       NOT NULL,
    -- The private key, encrypted under TICKET_KEY_SECRET.
    sealed        text        NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    signs_from    timestamptz NOT NULL,
    revokes_older boolean     NOT NULL DEFAULT false
  );`;

/** Who owns the table, and who uses it. */
export interface KeyTableRoles {
  serviceRole: string;
  ownerRole: string;
}

/**
 * Makes the table, or leaves it as it is. For the migrate step, after the log of the request context is installed.
 * @param admin - a connection that may create in the schema and change owners
 */
export async function installSigningKeys(
  admin: ClientBase,
  { serviceRole, ownerRole }: KeyTableRoles,
): Promise<void> {
  await admin.query(`
    ${TABLE}
    ALTER TABLE ${KEY_TABLE} OWNER TO ${escapeIdentifier(ownerRole)};
    GRANT SELECT, INSERT ON ${KEY_TABLE} TO ${escapeIdentifier(serviceRole)};`);
}

/** A kept key, and when it counts. */
export interface KeyRow extends SealedKey, KeyTimes {}

const READ = `
  SELECT ordinal::float8 AS ordinal, kid, purpose, public_key AS "publicKey", sealed,
         signs_from AS "signsFrom", revokes_older AS "revokesOlder"
  FROM ${KEY_TABLE}
  ORDER BY ordinal`;

/** Every key there ever was, in the order in which they were made. */
export async function readKeys(database: Pick<Pool, 'query'> | ClientBase): Promise<KeyRow[]> {
  const { rows } = await (database as Pick<Pool, 'query'>).query<KeyRow & { publicKey: PublicKey }>(READ);
  return rows;
}

/** From when a new key signs, and what becomes of the older ones. */
export interface KeyWish {
  delaySeconds: number;
  revokesOlder: boolean;
  /** Only where the purpose has no key at all. */
  onlyFirst: boolean;
}

const INSERT = `
  INSERT INTO ${KEY_TABLE} (kid, purpose, public_key, sealed, signs_from, revokes_older)
  SELECT $1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5), $6
  WHERE NOT ($7 AND EXISTS (SELECT FROM ${KEY_TABLE} WHERE purpose = $2))
  RETURNING signs_from AS "signsFrom"`;

/** Lets one at a time make keys for a purpose, until the transaction ends. */
export async function lockKeys(client: ClientBase, purpose: KeyPurpose): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [KEY_LOCK, LOCK_NUMBER[purpose]]);
}

/** Keeps a key; within a transaction, after `lockKeys`. @returns from when it signs; null when there was one */
export async function insertKey(client: ClientBase, key: SealedKey, wish: KeyWish): Promise<Date | null> {
  const { kid, purpose, publicKey, sealed } = key;
  const { rows } = await client.query<{ signsFrom: Date }>(INSERT, [
    ...[kid, purpose, JSON.stringify(publicKey), sealed],
    ...[wish.delaySeconds, wish.revokesOlder, wish.onlyFirst],
  ]);
  return rows[0]?.signsFrom ?? null;
}
