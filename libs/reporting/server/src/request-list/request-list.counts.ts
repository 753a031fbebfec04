import { hasRole, requestStatus } from '@countersign/contracts';
import type { reportingRpc, RequestStatus, ResponseOf } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import { filtered, sourceOf } from './request-list.filters.js';
import type { Asked } from './request-list.filters.js';

type Counts = Pick<ResponseOf<typeof reportingRpc.requests>, 'counts' | 'countsComplete'>;

interface Counted {
  status: RequestStatus;
  count: number;
}

/** Counting takes time with every row: a page of a list must not wait for all of a million. */
const MOST_COUNTED = 100_000;

const ALL_COUNTS = `SELECT status, count::int FROM ${REPORTING_SCHEMA}.request_count`;

/**
 * How many requests the caller may see under the same filters but `status`, per status. A caller who sees everything
 * and asks for everything gets what the projection has counted.
 */
export async function countsOf(manager: EntityManager, asked: Asked, most = MOST_COUNTED): Promise<Counts> {
  const all = isEverything(asked) ? await manager.query<Counted[]>(ALL_COUNTS) : [];
  if (all.length) return countsFrom(all, true);
  const counted = await countMatching(manager, asked, most + 1);
  return countsFrom(counted, counted.reduce((sum, { count }) => sum + count, 0) <= most);
}

/** Of the requests that match, at most as many as the limit. */
function countMatching(manager: EntityManager, asked: Asked, limit: number): Promise<Counted[]> {
  const matching = filtered(asked);
  return manager.query<Counted[]>(
    `SELECT status, count(*)::int AS count
       FROM (SELECT r.status FROM ${sourceOf(asked.query)} ${matching.where()} LIMIT ${limit}) AS matching
      GROUP BY status`,
    matching.values,
  );
}

/** Any filter makes it false, also one that is added later; only `status` does not, which counts leave out. */
function isEverything({ query, caller }: Asked): boolean {
  const { status: _status, sort: _sort, limit: _limit, cursor: _cursor, ...filters } = query;
  const unfiltered = Object.values(filters).every((filter) => filter === undefined);
  return unfiltered && hasRole(caller, 'policy-admin', 'auditor');
}

function countsFrom(rows: readonly Counted[], countsComplete: boolean): Counts {
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  const entries = requestStatus.options.map((status) => [status, counts.get(status) ?? 0]);
  return { counts: Object.fromEntries(entries) as Counts['counts'], countsComplete };
}
