import dayjs from 'dayjs';
import type {
  AccessStatus,
  RequestFilters,
  RequestSort,
  RequestStatus,
  SortKey,
} from '../../requests/types.js';

/** What the address of the requests page says: tab, filters, search and order. What is absent is the default. */
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

export const STATUSES = ['pending', 'approved', 'rejected', 'cancelled', 'expired', 'refused'] as const;
export const ACCESS_STATUSES = [
  ...(['scheduled', 'available', 'checked-out', 'checked-in', 'ended', 'revoked'] as const),
];
const SORT_KEYS: readonly SortKey[] = ['submittedAt', 'decidedAt', 'resource', 'account', 'requester'];
const SORTS: readonly RequestSort[] = SORT_KEYS.flatMap((key): RequestSort[] => [key, `-${key}`]);
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads an address; what it cannot mean is left out, and the rest holds. */
export function requestsSearchOf(raw: Record<string, unknown>): RequestsSearch {
  return present<RequestsSearch>({
    status: oneOf(STATUSES, raw['status']),
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

/** The filters of the API that an address asks for. The days are the reader's, and the last one is included. */
export function filtersOf({ status, accessStatus, from, to, ...same }: RequestsSearch): RequestFilters {
  return {
    status: [status ?? 'pending'],
    ...same,
    ...(accessStatus && { accessStatus: [accessStatus] }),
    ...(from !== undefined && { from: dayjs(from).toISOString() }),
    ...(to !== undefined && { to: dayjs(to).add(1, 'day').toISOString() }),
  };
}

/** How many filters an address sets, beside tab, search and order. */
export const filterCount = ({ status: _tab, q: _q, sort: _sort, ...filters }: RequestsSearch): number =>
  Object.keys(filters).length;

/** The address with these changes; what is empty goes. */
export function changed(
  search: RequestsSearch,
  changes: { [Key in keyof RequestsSearch]: unknown },
): RequestsSearch {
  return requestsSearchOf({ ...search, ...changes });
}

/** Another order: a click on a column turns it round, a click on another begins with what reads best. */
export function sortedBy(key: SortKey, now: RequestSort = '-submittedAt'): RequestSort {
  const first: RequestSort = key === 'submittedAt' || key === 'decidedAt' ? `-${key}` : key;
  if (now !== key && now !== `-${key}`) return first;
  return now === key ? `-${key}` : key;
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((one) => one === value);

/** The router reads `?q=42` as a number; people mean the words. */
function words(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return text === '' || text.length > most ? undefined : text;
}

const matching = (pattern: RegExp, value: unknown): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;

const dayOf = (value: unknown): string | undefined => {
  const day = matching(DAY, value);
  return day !== undefined && dayjs(day).format('YYYY-MM-DD') === day ? day : undefined;
};

const present = <T extends object>(members: { [Key in keyof T]: T[Key] | undefined }): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
