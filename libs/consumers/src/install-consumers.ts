import type { ClientBase } from 'pg';
import { installLeases, installSchema, qualified, quoted } from '@countersign/postgres';

/** Where a service keeps its leases and the cursors of its consumers, and under which roles. */
export interface ConsumerTables {
  schema: string;
  /** Reads and writes the tables. */
  serviceRole: string;
  /** Owns the tables; the role that installs when not given. */
  ownerRole?: string;
}

/** Tables of the consumers of a schema, qualified and quoted. */
export const cursorTable = (schema: string): string => qualified(schema, 'consumer_cursor');
export const parkedTable = (schema: string): string => qualified(schema, 'consumer_parked');

const cursors = (schema: string): string => `
  CREATE TABLE IF NOT EXISTS ${cursorTable(schema)} (
    consumer   text        NOT NULL,
    log        text        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('projection', 'process-manager', 'rebuild')),
    position   bigint      NOT NULL DEFAULT 0 CHECK (position >= 0),
    hash       text,
    -- Grows when somebody other than the leader changes what it keeps in memory: its next move then fails.
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
    -- Why it failed; null when it only waits behind an earlier event of its stream.
    error     text,
    attempts  integer     NOT NULL DEFAULT 0,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, log, position)
  );
  CREATE INDEX IF NOT EXISTS consumer_parked_stream ON ${parkedTable(schema)} (consumer, log, stream, position);`;

/**
 * Makes the tables that the leases and the consumers of a schema need, if they are not there, and gives the service's
 * role what it needs of them. For an administrator, one at a time.
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
