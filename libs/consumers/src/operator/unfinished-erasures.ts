import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { quoted } from '@countersign/postgres';
import type { ConsumersOfLog } from './consumer-schemas.js';

/** A log whose texts are being erased: copies of them exist until the erasure is finished. */
export interface UnfinishedErasure {
  log: LogName;
  /** When it began, by the database's clock, in PostgreSQL's format. */
  since: string;
}

const table = (log: LogName): string => `${quoted(log)}.unfinished_erasure`;

const createTable = (log: LogName): string => `
  CREATE TABLE IF NOT EXISTS ${table(log)} (begun_at timestamptz NOT NULL DEFAULT clock_timestamp())`;

const isThere = `SELECT to_regclass($1) IS NOT NULL AS there`;

/**
 * Records that texts of a log are about to be erased. Call it first, so that a command that is interrupted afterwards is
 * finished by the next one.
 */
export async function beginErasure(admin: ClientBase, { log, ownerRole }: ConsumersOfLog): Promise<void> {
  await admin.query(createTable(log));
  if (ownerRole) await admin.query(`ALTER TABLE ${table(log)} OWNER TO ${quoted(ownerRole)}`);
  await admin.query(`INSERT INTO ${table(log)} DEFAULT VALUES`);
}

/** The logs whose erasures are not finished. */
export async function unfinishedErasures(
  admin: ClientBase,
  logs: readonly LogName[],
): Promise<UnfinishedErasure[]> {
  const unfinished: UnfinishedErasure[] = [];
  for (const log of logs) {
    const { rows: tables } = await admin.query<{ there: boolean }>(isThere, [table(log)]);
    if (!tables[0]?.there) continue;
    const { rows } = await admin.query<{ since: string | null }>(
      `SELECT min(begun_at)::text AS since FROM ${table(log)}`,
    );
    const since = rows[0]?.since ?? null;
    if (since !== null) unfinished.push({ log, since });
  }
  return unfinished;
}

/** Records that no copy of an erased text is left. */
export async function endErasure(admin: ClientBase, log: LogName): Promise<void> {
  await admin.query(`DELETE FROM ${table(log)}`);
}
