import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { escapeLiteral } from 'pg';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import type { LogFeed } from '@countersign/event-log';
import { inTransactionOn, qualified, quoted } from '@countersign/postgres';
import { requestRebuild } from '../cursor-store.js';
import { cursorTable, parkedTable } from '../install-consumers.js';
import { withoutText } from '../parked-store.js';
import { consumerSchemas } from './consumer-schemas.js';
import type { ConsumersOfLog } from './consumer-schemas.js';
import { assertMirrorsFollow, renewErasedMirrors } from './erased-mirrors.js';
import type { MirrorRenewal, RenewedMirror } from './erased-mirrors.js';
import { endErasure, unfinishedErasures } from './unfinished-erasures.js';

/** The places that contain copies of erased texts. */
export interface ErasureCopies extends MirrorRenewal {
  /** Every log of the installation. */
  feeds: readonly LogFeed[];
  /** Schema of the read models. */
  readModels: string;
  ownerRole?: string | undefined;
}

/** What was done to the copies of erased texts. */
export interface FinishedErasures {
  mirrors: RenewedMirror[];
  parked: ForgottenParked[];
  /** Projections whose tables are being rebuilt. */
  rebuilding: string[];
  /** Why tables that have dead rows could not be vacuumed. */
  notVacuumed: string[];
}

/**
 * Removes erased texts from everything that copies the logs: mirrors, parked events, read models, and dead rows of
 * tables. Services can keep running, and recover by themselves. Also finishes an interrupted command.
 * @param admin - an administrator's connection, outside a transaction
 * @throws MirrorDiverged if a log and its mirror differ
 */
export async function finishErasures(
  admin: ClientBase,
  nc: NatsConnection,
  { feeds, readModels, ownerRole, ...renewal }: ErasureCopies,
): Promise<FinishedErasures> {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const unfinished = await unfinishedErasures(
    admin,
    feeds.map(({ name }) => name),
  );
  const logs = unfinished.map(({ log }) => log);
  if (logs.length === 0) return { mirrors: [], parked: [], rebuilding: [], notVacuumed: [] };
  await assertMirrorsFollow(jsm, feeds);
  const mirrors = await renewErasedMirrors(admin, jsm, unfinished, renewal);
  const parked: ForgottenParked[] = [];
  for (const log of logs) parked.push(...(await forgetParked(admin, { log, ownerRole })));
  // After the mirrors, so that no rebuild reads the old mirrors.
  const rebuilding = await rebuildReadModels(admin, readModels, logs);
  const notVacuumed = await vacuum(admin, [
    ...logs.flatMap((log) => ['event', 'command'].map((table) => qualified(log, table))),
    ...new Set(parked.map(({ schema }) => parkedTable(schema))),
  ]);
  for (const log of logs) await endErasure(admin, log);
  return { mirrors, parked, rebuilding, notVacuumed };
}

const projections = (schema: string): string => `
  SELECT DISTINCT consumer FROM ${cursorTable(schema)} WHERE kind = 'projection' AND log = ANY ($1) ORDER BY consumer`;

/** In the order in which a rebuild locks the tables. */
const lock = (schema: string): string => `
  SELECT FROM ${cursorTable(schema)} WHERE consumer = $1 ORDER BY log FOR UPDATE`;

/** A rebuild whose cursor was changed starts over. */
const callOff = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET generation = generation + 1 WHERE consumer = $1 || '/rebuild' AND kind = 'rebuild'`;

/**
 * Requests a rebuild of the read models of a schema that follow one of the logs. A rebuild that is under way has read
 * mirrors that no longer exist, so it is cancelled and starts over.
 * @returns the names of the projections
 */
export async function rebuildReadModels(
  admin: ClientBase,
  schema: string,
  logs: readonly LogName[],
): Promise<string[]> {
  const { rows } = await admin.query<{ consumer: string }>(projections(schema), [logs]);
  for (const { consumer } of rows)
    await inTransactionOn(admin, async () => {
      await admin.query(lock(schema), [consumer]);
      await requestRebuild(admin, { schema, consumer });
      await admin.query(callOff(schema), [consumer]);
    });
  return rows.map(({ consumer }) => consumer);
}

/** The time of the erasure as the event contains it. */
const erasedAt = `to_char(e.erased_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const forget = (schema: string, log: LogName): string => `
  UPDATE ${parkedTable(schema)} AS parked SET ${withoutText(erasedAt)}
    FROM ${quoted(log)}.event AS e
   WHERE parked.log = ${escapeLiteral(log)} AND e.position = parked.position AND e.erased_at IS NOT NULL
     AND parked.event ->> 'private' IS NOT NULL`;

/** Parked events whose texts were erased, by schema of their consumers. */
export interface ForgottenParked {
  schema: string;
  events: number;
}

/**
 * Removes erased texts from the parked events of every schema. A running consumer does this itself when it reaches the
 * erasure; a consumer that no longer runs never reaches it.
 */
async function forgetParked(
  admin: ClientBase,
  { log, ownerRole }: ConsumersOfLog,
): Promise<ForgottenParked[]> {
  const forgotten: ForgottenParked[] = [];
  for (const schema of await consumerSchemas(admin, ownerRole, 'consumer_parked')) {
    const { rowCount } = await admin.query(forget(schema, log));
    if (rowCount) forgotten.push({ schema, events: rowCount });
  }
  return forgotten;
}

/**
 * Removes dead rows from tables. Rows stay while older transactions may still see them.
 * @param tables - qualified and quoted
 * @returns PostgreSQL's messages about tables that it skipped
 */
async function vacuum(admin: ClientBase, tables: readonly string[]): Promise<string[]> {
  const warnings: string[] = [];
  const listen = ({
    severity,
    message,
  }: {
    severity?: string | undefined;
    message?: string | undefined;
  }): void => {
    if (severity === 'WARNING' && message !== undefined) warnings.push(message);
  };
  admin.on('notice', listen);
  try {
    for (const table of tables) await admin.query(`VACUUM ${table}`);
  } finally {
    admin.off('notice', listen);
  }
  return warnings;
}
