import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { mirrorInfo } from '@countersign/mirror';
import { inTransactionOn, quoted } from '@countersign/postgres';
import { renewMirrors } from './renew-mirrors.js';
import { lastInCommon, anyStray, resetConsumers } from './stray-cursors.js';

/** The log that begins a new epoch, and what is recorded about it. */
export interface NewEpoch {
  log: LogName;
  /** The person who decided it, for the record. */
  by: string;
  /** The reason, for the record: `restored the backup of 3 May`. */
  reason: string;
  /** How long to wait for the relay of the log. */
  patienceMs?: number;
  /** The role that owns the log's schema. */
  ownerRole?: string;
}

/** The result of a new epoch. */
export interface EpochBegun {
  epoch: number;
  /** The last position that the log has in common with its mirror and consumers. */
  cut: number;
  /** Consumers whose cursors were beyond the cut, as `schema/consumer`. */
  reset: string[];
}

/** Nothing differs: a new epoch would only do harm. */
export class NothingDiverged extends Error {
  constructor(log: LogName) {
    super(`The mirror and the consumers of ${log} follow its log; there is no need for a new epoch.`);
    this.name = 'NothingDiverged';
  }
}

const epochTable = (log: LogName): string => `${quoted(log)}.mirror_epoch`;

const createTable = (log: LogName): string => `
  CREATE TABLE IF NOT EXISTS ${epochTable(log)} (
    epoch       integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cut         bigint      NOT NULL,
    log_end     bigint      NOT NULL,
    mirror_end  bigint,
    by          text        NOT NULL,
    reason      text        NOT NULL,
    begun_at    timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz
  )`;

const unfinished = (log: LogName): string => `
  SELECT epoch, cut FROM ${epochTable(log)} WHERE completed_at IS NULL ORDER BY epoch LIMIT 1`;

const begin = (log: LogName): string => `
  INSERT INTO ${epochTable(log)} (cut, log_end, mirror_end, by, reason) VALUES ($1, $2, $3, $4, $5) RETURNING epoch, cut`;

const complete = (log: LogName): string => `
  UPDATE ${epochTable(log)} SET completed_at = now() WHERE epoch = $1`;

const logEnd = (log: LogName): string => `SELECT position FROM ${quoted(log)}.head`;

/**
 * The operator's way out after a log was put back to an older state and its mirror or consumers have seen more: the log
 * as it is now becomes the truth. The cut is recorded, the log's relay recreates the mirror on request, read models
 * beyond the cut are rebuilt, and process managers resume at the cut, where repeats do no harm.
 * Can be repeated after an interruption.
 * @param admin - an administrator's connection to the database of the log and its consumers, outside a transaction
 * @throws NothingDiverged if mirror and cursors follow the log
 * @throws RelayAbsent if the service of the log does not run
 */
export async function startNewEpoch(
  admin: ClientBase,
  nc: NatsConnection,
  wish: NewEpoch,
): Promise<EpochBegun> {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const { log, ownerRole, patienceMs = PATIENCE_MS } = wish;
  await prepare(admin, wish);
  const { epoch, cut } = await beginEpoch(admin, jsm, wish);
  // Before the consumers: a cursor at the cut must never meet the old mirror.
  await renewMirrors(admin, jsm, [log], { reason: `epoch ${epoch}`, patienceMs });
  const reset = await inTransactionOn(admin, async () => {
    const strays = await resetConsumers(admin, { log, ownerRole }, cut);
    await admin.query(complete(log), [epoch]);
    return strays;
  });
  return { epoch, cut, reset };
}

const PATIENCE_MS = 60_000;

async function prepare(admin: ClientBase, { log, ownerRole }: NewEpoch): Promise<void> {
  await admin.query(createTable(log));
  if (ownerRole) await admin.query(`ALTER TABLE ${epochTable(log)} OWNER TO ${quoted(ownerRole)}`);
}

/** An interrupted epoch is continued: only it knows the cut, because the old mirror may be gone by now. */
async function beginEpoch(
  admin: ClientBase,
  jsm: JetStreamManager,
  { log, by, reason, ownerRole }: NewEpoch,
): Promise<{ epoch: number; cut: number }> {
  const mirrorEnd = (await mirrorInfo(jsm, log))?.state.last_seq ?? null;
  const [interrupted] = (await admin.query<EpochRow>(unfinished(log))).rows;
  if (interrupted) return toEpoch(interrupted);
  const end = Number((await admin.query<{ position: string }>(logEnd(log))).rows[0]?.position ?? 0);
  const common = await lastInCommon(admin, jsm, log, Math.min(end, mirrorEnd ?? 0));
  if (common === (mirrorEnd ?? 0) && !(await anyStray(admin, { log, ownerRole })))
    throw new NothingDiverged(log);
  // A mirror that follows the log was rebuilt from it afterwards: it does not show what stray consumers have seen.
  const cut = common === (mirrorEnd ?? 0) ? 0 : common;
  const { rows } = await admin.query<EpochRow>(begin(log), [cut, end, mirrorEnd, by, reason]);
  return toEpoch(rows[0]);
}

interface EpochRow {
  epoch: number;
  cut: string;
}

function toEpoch(row: EpochRow | undefined): { epoch: number; cut: number } {
  if (!row) throw new Error('The epoch was not recorded.');
  return { epoch: row.epoch, cut: Number(row.cut) };
}
