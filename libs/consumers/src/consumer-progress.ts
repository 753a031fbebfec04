import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { mirrorInfo } from '@countersign/mirror';
import type { Queryable } from '@countersign/postgres';
import { cursorTable, parkedTable } from './install-consumers.js';

/** How far a projection is in one of its logs, on whichever instance it runs. */
export interface ConsumerProgress {
  consumer: string;
  log: LogName;
  /** The last event it has handled. */
  position: number;
  movedAt: Date;
  /** Streams parked after failures. */
  parkedStreams: number;
  /** Its tables will be rebuilt: an operator asked for it, or a new epoch began. */
  rebuild: 'requested' | 'epoch' | null;
  /** The last event in the new tables; null while there are none. */
  rebuiltTo: number | null;
}

interface Row extends Omit<ConsumerProgress, 'position' | 'rebuiltTo'> {
  position: string;
  rebuiltTo: string | null;
}

const progress = (schema: string): string => `
  SELECT live.consumer, live.log, live.position, live.moved_at AS "movedAt", live.rebuild,
         next.position AS "rebuiltTo",
         (SELECT count(DISTINCT parked.stream)::int FROM ${parkedTable(schema)} parked
           WHERE parked.consumer = live.consumer AND parked.log = live.log) AS "parkedStreams"
    FROM ${cursorTable(schema)} live
    LEFT JOIN ${cursorTable(schema)} next
      ON next.consumer = live.consumer || '/rebuild' AND next.log = live.log AND live.rebuild IS NOT NULL
   WHERE live.kind = 'projection' AND live.consumer = ANY ($1)
   ORDER BY live.consumer, live.log`;

/** Progress of projections by name; a log that no projection has begun is missing. */
export async function projectionProgress(
  db: Queryable,
  schema: string,
  consumers: readonly string[],
): Promise<ConsumerProgress[]> {
  const { rows } = await db.query<Row>(progress(schema), [consumers]);
  return rows.map(({ position, rebuiltTo, ...row }) => ({
    ...row,
    position: Number(position),
    rebuiltTo: rebuiltTo === null ? null : Number(rebuiltTo),
  }));
}

const HEAD_TIMEOUT_MS = 1000;

/** The last position of each log's mirror; null if there is no mirror, or if it does not answer now. */
export async function mirrorHeads(
  nc: NatsConnection,
  logs: readonly LogName[],
): Promise<ReadonlyMap<LogName, number | null>> {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: HEAD_TIMEOUT_MS });
  const head = (log: LogName) =>
    mirrorInfo(jsm, log).then(
      (info) => info?.state.last_seq ?? null,
      () => null,
    );
  return new Map(await Promise.all(logs.map(async (log) => [log, await head(log)] as const)));
}
