import { hasRole, requestStatus } from '@countersign/contracts';
import type { Caller, reportingRpc, RequestStatus, ResponseOf } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import { filtered } from './request-list.filters.js';
import type { RequestListQuery } from './request-list.filters.js';
import { RequestListEntity } from './request-list.entity.js';

type Counts = Pick<ResponseOf<typeof reportingRpc.requests>, 'counts' | 'countsComplete'>;

interface Counted {
  status: RequestStatus;
  count: number;
}

/** Counting takes time with every row: a page of a list must not wait for all of a million. */
const MOST_COUNTED = 100_000;

const ALL_COUNTS = `SELECT status, count::int FROM ${REPORTING_SCHEMA}.request_count`;

/**
 * How many requests the caller may see under the same filters but `status`, per status. Who sees everything and
 * asks for everything gets what the projection has counted.
 */
export async function countsOf(
  manager: EntityManager,
  query: RequestListQuery,
  caller: Caller,
  most = MOST_COUNTED,
): Promise<Counts> {
  const all = isEverything(query, caller) ? await manager.query<Counted[]>(ALL_COUNTS) : [];
  if (all.length) return countsFrom(all, true);
  const counted = await countMatching(manager, query, caller, most + 1);
  return countsFrom(counted, counted.reduce((sum, { count }) => sum + count, 0) <= most);
}

/** Of requests that match, as many as the limit at most. */
function countMatching(manager: EntityManager, query: RequestListQuery, caller: Caller, limit: number) {
  const requests = manager.createQueryBuilder(RequestListEntity, 'r');
  const matching = filtered(requests, query, caller).select('r.status', 'status').limit(limit);
  return manager
    .createQueryBuilder()
    .select('m.status', 'status')
    .addSelect('count(*)::int', 'count')
    .from(`(${matching.getQuery()})`, 'm')
    .setParameters(matching.getParameters())
    .groupBy('m.status')
    .getRawMany<Counted>();
}

/** Any filter that is or comes to be makes it false, but `status`, which counts leave out. */
function isEverything(
  { status: _status, sort: _sort, limit: _limit, cursor: _cursor, ...filters }: RequestListQuery,
  caller: Caller,
): boolean {
  const unfiltered = Object.values(filters).every((filter) => filter === undefined);
  return unfiltered && hasRole(caller, 'policy-admin', 'auditor');
}

function countsFrom(rows: readonly Counted[], countsComplete: boolean): Counts {
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  const entries = requestStatus.options.map((status) => [status, counts.get(status) ?? 0]);
  return { counts: Object.fromEntries(entries) as Counts['counts'], countsComplete };
}
