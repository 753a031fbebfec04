import { ownStream } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '../consumers.js';

/** A projection that shows any repeated, lost or misordered event: per stream a count, and the versions in order. */
export interface CountingProjection extends Projection {
  /** Events that it cannot handle; empty at first. */
  readonly poison: Set<string>;
  /** Sizes of the batches that it has received. */
  readonly batches: number[];
  /** Called before each batch. */
  before: (tx: ProjectionTransaction) => Promise<unknown>;
}

/** Tables of the projection; `id` shows whether identities survive a rebuild. */
export const countingTables = `
  CREATE TABLE reporting.counted (
    stream   text PRIMARY KEY,
    id       bigint GENERATED ALWAYS AS IDENTITY,
    count    int NOT NULL,
    versions text NOT NULL
  );
  CREATE INDEX counted_by_count ON reporting.counted (count DESC, stream);`;

/** Adds without remembering what it has seen: only the cursor keeps it correct. */
const count = (table: string): string => `
  INSERT INTO ${table} AS c (stream, count, versions) VALUES ($1, 1, $2)
  ON CONFLICT (stream) DO UPDATE SET count = c.count + 1, versions = c.versions || ',' || excluded.versions`;

export function countingProjection(name = 'counting'): CountingProjection {
  const projection: CountingProjection = {
    name,
    logs: ['request'],
    tables: ['counted'],
    poison: new Set(),
    batches: [],
    before: () => Promise.resolve(),
    apply: async (events, _log, tx) => {
      projection.batches.push(events.length);
      await projection.before(tx);
      for (const event of events) await countOne(event, tx, projection.poison);
    },
  };
  return projection;
}

async function countOne(event: RecordedEvent, tx: ProjectionTransaction, poison: Set<string>): Promise<void> {
  const { id, version } = ownStream(event);
  if (poison.has(`${id}@${version}`)) throw new TypeError(`cannot count ${id}`);
  await tx.client.query(count(tx.table('counted')), [id, String(version)]);
}
