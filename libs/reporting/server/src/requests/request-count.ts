import { requestStatus } from '@countersign/contracts';
import type { ProjectionTransaction } from '@countersign/consumers';

/** What a statement with {@link counting} answers. */
export interface Counted {
  /** Rows that it wrote. */
  written: number;
  /** Whether the counts are true to the rows; otherwise {@link recount} must follow. */
  isCounted: boolean;
}

/**
 * The rest of a statement that writes requests: it keeps `request_count` true to them. A process adds only to what it
 * counted itself: after another process has led, {@link recount} counts every request once.
 * @param written - a common table expression before this, with columns `was` (null for a new request) and `is`
 * @param counter - parameter with the UUID of the process that counts
 */
export const counting = (counts: string, written: string, counter: string) => `
  moved AS (
    SELECT status, sum(by) AS by
      FROM (SELECT was AS status, -1 AS by FROM ${written} UNION ALL SELECT "is", 1 FROM ${written}) AS move
     WHERE status IS NOT NULL GROUP BY status HAVING sum(by) <> 0
  ), counted AS (
    UPDATE ${counts} AS counted SET count = counted.count + moved.by
      FROM moved
     WHERE counted.status = moved.status AND counted.counted_by = ${counter}
    RETURNING counted.status
  )
  SELECT (SELECT count(*)::int FROM ${written}) AS written,
         (SELECT count(*) FROM moved) = (SELECT count(*) FROM counted) AS "isCounted"`;

const countAll = (counts: string, requests: string) => `
  INSERT INTO ${counts} (status, count, counted_by)
  SELECT status, coalesce(found.count, 0), $2
    FROM unnest($1::text[]) AS status
    LEFT JOIN (SELECT status, count(*) AS count FROM ${requests} GROUP BY status) AS found USING (status)
  ON CONFLICT (status) DO UPDATE SET count = excluded.count, counted_by = excluded.counted_by`;

/** Counts every request. */
export async function recount(counter: string, tx: ProjectionTransaction): Promise<void> {
  const statement = countAll(tx.table('request_count'), tx.table('request'));
  await tx.client.query(statement, [requestStatus.options, counter]);
}
