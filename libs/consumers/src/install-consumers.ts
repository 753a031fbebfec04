import type { ClientBase } from 'pg';
import { installLeases, installSchema, qualified, quoted } from '@countersign/postgres';

/** The schema of a service's leases and cursors, and the roles for them. */
export interface ConsumerTables {
  schema: string;
  /** Reads and writes the tables. */
  serviceRole: string;
  /** Owns the tables; by default the role that installs. */
  ownerRole?: string;
}

/** The tables of a schema's consumers, qualified and quoted. */
export const cursorTable = (schema: string): string => qualified(schema, 'consumer_cursor');
export const parkedTable = (schema: string): string => qualified(schema, 'consumer_parked');

const cursors = (schema: string): string => `
  CREATE TABLE IF NOT EXISTS ${cursorTable(schema)} (
    consumer   text        NOT NULL,
    log        text        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('projection', 'process-manager', 'rebuild')),
    position   bigint      NOT NULL DEFAULT 0 CHECK (position >= 0),
    hash       text,
    -- Raised when another process changes what the leader keeps in memory: the leader's next move then fails.
    generation integer     NOT NULL DEFAULT 0,
    rebuild    text        CHECK (rebuild IN ('requested', 'epoch')),
    retry      boolean     NOT NULL DEFAULT false,
    moved_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, log),
    CHECK ((position = 0) = (hash IS NULL))
  )`;

const parked = (schema: string): string => `
  CREATE TABLE IF NOT EXISTS ${parkedTable(schema)} (
    consumer  text        NOT NULL,
    log       text        NOT NULL,
    position  bigint      NOT NULL,
    stream    text        NOT NULL,
    event     json        NOT NULL,
    -- Why it failed; null if it only waits behind an earlier event of its stream.
    error     text,
    attempts  integer     NOT NULL DEFAULT 0,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, log, position)
  );
  CREATE INDEX IF NOT EXISTS consumer_parked_stream ON ${parkedTable(schema)} (consumer, log, stream, position);`;

/**
 * Creates the tables for the leases and consumers of a schema if they do not exist, and grants the service's role what it
 * needs. For an administrator; runs must not overlap.
 */
export async function installConsumers(admin: ClientBase, consumers: ConsumerTables): Promise<void> {
  const { schema } = consumers;
  await installLeases(admin, consumers);
  await installSchema(admin, {
    name: `consumers of ${schema}`,
    steps: [cursors(schema), parked(schema)],
    grants: rights(consumers),
  });
}

function rights({ schema, serviceRole, ownerRole }: ConsumerTables): string[] {
  const ofTables = [cursorTable(schema), parkedTable(schema)].flatMap((table) => [
    ...(ownerRole ? [`ALTER TABLE ${table} OWNER TO ${quoted(ownerRole)}`] : []),
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${quoted(serviceRole)}`,
  ]);
  return [...ofTables, `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${quoted(serviceRole)}`];
}
