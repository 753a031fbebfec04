import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { formatMicros } from '@countersign/proof';
import type { StoredEvent } from '../event-log.js';

const PAGE = 1_000;

/** All events of a log as stored, a page at a time, for an operator: read over the operator's own connection. */
export async function* storedPages(admin: ClientBase, log: LogName, from = 1): AsyncGenerator<StoredEvent[]> {
  for (let position = from; ;) {
    const { rows } = await admin.query<{
      position: string;
      recorded: string;
      body: string;
      private: string | null;
      erasedAt: Date | null;
      hash: string;
    }>(
      `SELECT e.position, (extract(epoch FROM e.recorded_at) * 1000000)::bigint AS recorded, e.body, e.private,
              e.erased_at AS "erasedAt", encode(e.hash, 'hex') AS hash
       FROM ${log}.event AS e WHERE e.position >= $1 ORDER BY e.position LIMIT ${PAGE}`,
      [position],
    );
    if (!rows.length) return;
    yield rows.map((row) => ({
      ...row,
      position: Number(row.position),
      recordedAt: formatMicros(Number(row.recorded)),
      erasedAt: row.erasedAt && row.erasedAt.toISOString(),
      previousHash: '',
    }));
    position += rows.length;
  }
}
