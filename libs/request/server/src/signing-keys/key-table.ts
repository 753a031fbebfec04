import { escapeIdentifier } from 'pg';
import type { ClientBase, Pool } from 'pg';
import type { PublicKey } from '@countersign/contracts';
import { installSchema } from '@countersign/postgres';
import type { KeyTimes } from './key-ring.js';
import type { SealedKey } from './sealed-key.js';

/** The keys that sign, qualified. Rows never change; what a key is good for follows from its row and the time. */
const KEY_TABLE = 'request.signing_key';

const TABLE = `
  CREATE TABLE IF NOT EXISTS ${KEY_TABLE} (
    ordinal       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kid           text        NOT NULL UNIQUE,
    purpose       text        NOT NULL CHECK (purpose IN ('ticket', 'audit')),
    -- The key of the purpose before it; null: it is the first. Of two that follow the same key, one is kept.
    previous      bigint      CHECK (previous < ordinal),
    public_key    jsonb       NOT NULL,
    -- The private key, encrypted under TICKET_KEY_SECRET.
    sealed        text        NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    signs_from    timestamptz NOT NULL,
    revokes_older boolean     NOT NULL DEFAULT false,
    UNIQUE NULLS NOT DISTINCT (purpose, previous)
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
  const rights = `
    ALTER TABLE ${KEY_TABLE} OWNER TO ${escapeIdentifier(ownerRole)};
    GRANT SELECT, INSERT (kid, purpose, previous, public_key, sealed, signs_from, revokes_older)
       ON ${KEY_TABLE} TO ${escapeIdentifier(serviceRole)};`;
  await installSchema(admin, { name: 'signing keys', steps: [TABLE], grants: [rights] });
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

/** The time from which a new key signs, and what happens to the older keys. */
interface KeyWish {
  delaySeconds: number;
  revokesOlder: boolean;
  /** Ordinal of the last key of its purpose; null where the purpose has no key at all. */
  after: number | null;
}

const INSERT = `
  INSERT INTO ${KEY_TABLE} (kid, purpose, public_key, sealed, signs_from, revokes_older, previous)
  VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5), $6, $7)
  ON CONFLICT (purpose, previous) DO NOTHING
  RETURNING signs_from AS "signsFrom"`;

/** Keeps a key. @returns from when it signs; null, and it is not kept, when another key follows `after` already */
export async function insertKey(
  database: Pick<Pool, 'query'> | ClientBase,
  key: SealedKey,
  { delaySeconds, revokesOlder, after }: KeyWish,
): Promise<Date | null> {
  const { kid, purpose, publicKey, sealed } = key;
  const values = [kid, purpose, JSON.stringify(publicKey), sealed, delaySeconds, revokesOlder, after];
  const { rows } = await (database as Pick<Pool, 'query'>).query<{ signsFrom: Date }>(INSERT, values);
  return rows[0]?.signsFrom ?? null;
}
