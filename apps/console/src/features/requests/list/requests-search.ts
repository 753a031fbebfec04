import { isDay } from '@countersign/calendar';
import { periodOf, readersZone } from '../../../shared/period.js';
import { ACCESS_STATUSES, REQUEST_STATUSES } from '../../../shared/statuses.js';
import type { AccessStatus, RequestFilters, RequestSort, RequestStatus, SortKey } from '../types.js';

/** The address of the requests page: tab, filters, search and order. Absent members have their defaults. */
export interface RequestsSearch {
  /** The tab; pending by default. */
  status?: RequestStatus;
  requester?: 'me';
  awaiting?: 'me';
  resource?: string;
  account?: string;
  policyId?: string;
  accessStatus?: AccessStatus;
  /** First day, in the reader's zone: `2026-01-31`. */
  from?: string;
  /** Last day. */
  to?: string;
  q?: string;
  sort?: RequestSort;
}

const SORT_KEYS: readonly SortKey[] = ['submittedAt', 'decidedAt', 'resource', 'account', 'requester'];
const SORTS: readonly RequestSort[] = SORT_KEYS.flatMap((key): RequestSort[] => [key, `-${key}`]);
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Reads an address; invalid members are left out. */
export function requestsSearchOf(raw: Record<string, unknown>): RequestsSearch {
  return present<RequestsSearch>({
    status: oneOf(REQUEST_STATUSES, raw['status']),
    requester: oneOf(['me'] as const, raw['requester']),
    awaiting: oneOf(['me'] as const, raw['awaiting']),
    resource: words(raw['resource'], 256),
    account: words(raw['account'], 256),
    policyId: matching(UUID, raw['policyId']),
    accessStatus: oneOf(ACCESS_STATUSES, raw['accessStatus']),
    from: dayOf(raw['from']),
    to: dayOf(raw['to']),
    q: words(raw['q'], 200),
    sort: oneOf(SORTS, raw['sort']),
  });
}

/** The API filters of an address. Days are in the reader's zone; the last day is included. */
export function filtersOf({ status, accessStatus, from, to, ...same }: RequestsSearch): RequestFilters {
  return {
    status: [status ?? 'pending'],
    ...same,
    ...(accessStatus && { accessStatus: [accessStatus] }),
    ...periodOf({ from, to }, readersZone()),
  };
}

/** The number of filters in an address, without tab, search and order. */
export const filterCount = ({ status: _tab, q: _q, sort: _sort, ...filters }: RequestsSearch): number =>
  Object.keys(filters).length;

/** The address with these changes; empty members are removed. */
export function changed(
  search: RequestsSearch,
  changes: { [Key in keyof RequestsSearch]: unknown },
): RequestsSearch {
  return requestsSearchOf({ ...search, ...changes });
}

/** The order after a click on a column: reversed for the current column, else newest first or A to Z. */
export function sortedBy(key: SortKey, now: RequestSort = '-submittedAt'): RequestSort {
  const first: RequestSort = key === 'submittedAt' || key === 'decidedAt' ? `-${key}` : key;
  if (now !== key && now !== `-${key}`) return first;
  return now === key ? `-${key}` : key;
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((candidate) => candidate === value);

/** Text of the address: the router reads `?q=42` as a number. */
function words(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return text === '' || text.length > maxLength ? undefined : text;
}

const matching = (pattern: RegExp, value: unknown): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;

const dayOf = (value: unknown): string | undefined =>
  typeof value === 'string' && isDay(value) ? value : undefined;

const present = <T extends object>(members: { [Key in keyof T]: T[Key] | undefined }): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
