import { instant, requestStatus } from '@countersign/contracts';
import type { RequestSortKey, RequestStatus } from '@countersign/contracts';
import { z } from 'zod';
import type { Conditions } from '../conditions.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import type { KeysetPosition, ListQuery } from '../cursor.js';

/** The parts of a query that decide the order of a list of requests, and how it is read. */
export interface OrderedQuery extends ListQuery {
  sort: RequestSortKey | `-${RequestSortKey}`;
  status?: RequestStatus[] | undefined;
  resource?: string | undefined;
  policyId?: string | undefined;
}

/** The sort keys of a list before the id: expressions over `r`, and the values that a cursor may have for them. */
interface Order {
  keys: string[];
  cursor: z.ZodType<string[]>;
}

/** A part of a list that an index holds in the list's order. The parts together make up the list. */
export interface Part {
  /** The conditions that requests of the part meet. */
  where: string[];
  /** After `ORDER BY`. */
  orderBy: string;
}

/** A row with its sort keys, as the driver reads them. */
export type OrderedRow = Record<`key_${number}`, Date | string | boolean>;

/** PostgreSQL's text cannot contain NUL. */
const name = z.string().refine((text) => !text.includes('\0'));

/** Requests with the same name are ordered by their submission. */
const byName = (key: string): Order => ({ keys: [key, 'r.submitted_at'], cursor: z.tuple([name, instant]) });

/**
 * Undecided requests come first in both orders, by their submission: a decision then moves a request to a later page, and
 * a walk through the pages never loses it. All other keys never change, unless a name is erased.
 */
const byDecision: Order = {
  keys: ['r.decided_at IS NULL', 'coalesce(r.decided_at, r.submitted_at)'],
  cursor: z.tuple([z.enum(['true', 'false']), instant]),
};

const ORDERS: Record<RequestSortKey, Order> = {
  submittedAt: { keys: ['r.submitted_at'], cursor: z.tuple([instant]) },
  decidedAt: byDecision,
  resource: byName('r.resource_key'),
  account: byName('r.account_key'),
  requester: byName(`lower(coalesce(r.requester_name, '')) COLLATE "C"`),
};

/** `key AS key_0, …` for the SELECT of every part. */
export function keyColumns(query: OrderedQuery): string {
  return orderOf(query)
    .keys.map((key, n) => `${key} AS key_${n}`)
    .join(', ');
}

/** After `ORDER BY` of the union of the parts. */
export function orderOfParts(query: OrderedQuery): string {
  const { keys, descending } = orderOf(query);
  const names = [...keys.map((_, n) => `key_${n}`), 'id'];
  const isByDecision = keys === byDecision.keys;
  return isByDecision ? `key_0 DESC, ${orderBy(names.slice(1), descending)}` : orderBy(names, descending);
}

/**
 * The parts of a list after its cursor. The cursor is a keyset, not an offset: requests that are submitted or change
 * between two pages neither repeat nor hide a row whose keys stay the same.
 * @param requests - receives the cursor's values as parameters
 * @throws InvalidInput when the cursor belongs to another list
 */
export function partsOf(query: OrderedQuery, requests: Conditions): Part[] {
  const { keys, cursor, descending } = orderOf(query);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, query, cursor);
  if (keys === byDecision.keys) return partsByDecision(query, after, requests);
  const values = after && [...after.keys, after.id];
  return partsByStatus(query).map((where) => part(where, [...keys, 'r.id'], descending, values, requests));
}

/** The cursor after a row. */
export function cursorBehind(id: string, row: OrderedRow, query: OrderedQuery): string {
  return encodeCursor({ keys: orderOf(query).keys.map((_, n) => textOf(row[`key_${n}`])), id }, query);
}

function orderOf({ sort }: OrderedQuery): Order & { descending: boolean } {
  const descending = sort.startsWith('-');
  return { ...ORDERS[sort.replace('-', '') as RequestSortKey], descending };
}

/** A part for each status if the index with this order begins with the status; otherwise a single part. */
function partsByStatus({ status, sort, resource, policyId }: OrderedQuery): string[][] {
  const isByResource = sort.endsWith('resource');
  const isSplit =
    isByResource || (sort.endsWith('submittedAt') && (resource ?? policyId ?? status?.[1]) !== undefined);
  if (isSplit) return (status ?? requestStatus.options).map((one) => [ofStatuses([one])]);
  return [status?.length ? [ofStatuses(status)] : []];
}

function partsByDecision(
  query: OrderedQuery,
  after: KeysetPosition | undefined,
  requests: Conditions,
): Part[] {
  const { descending } = orderOf(query);
  const wanted = query.status?.length ? [ofStatuses(query.status)] : [];
  const [isUndecided, at = ''] = after?.keys ?? [];
  const values = after && [at, after.id];
  const undecided = (behind?: string[]) =>
    part([...wanted, `r.status = 'pending'`], ['r.submitted_at', 'r.id'], descending, behind, requests);
  const decided = (behind?: string[]) =>
    part([...wanted, 'r.decided_at IS NOT NULL'], ['r.decided_at', 'r.id'], descending, behind, requests);
  return isUndecided === 'false' ? [decided(values)] : [undecided(values), decided()];
}

/** @param behind - keys of the last row before the part continues */
function part(
  where: readonly string[],
  keys: readonly string[],
  descending: boolean,
  behind: readonly string[] | undefined,
  requests: Conditions,
): Part {
  const values = behind?.map((value) => requests.parameter(value));
  const condition = values && `(${keys.join(', ')}) ${descending ? '<' : '>'} (${values.join(', ')})`;
  return { where: condition ? [...where, condition] : [...where], orderBy: orderBy(keys, descending) };
}

function ofStatuses(status: readonly string[]): string {
  return `r.status IN (${status.map((one) => `'${one}'`).join(', ')})`;
}

function orderBy(keys: readonly string[], descending: boolean): string {
  return keys.map((key) => (descending ? `${key} DESC` : key)).join(', ');
}

function textOf(key: OrderedRow[`key_${number}`] | undefined): string {
  return key instanceof Date ? key.toISOString() : String(key);
}
