import { instant } from '@countersign/contracts';
import type { RequestSortKey } from '@countersign/contracts';
import type { SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../cursor.js';
import type { RequestListEntity } from './request-list.entity.js';
import type { RequestListQuery } from './request-list.filters.js';

/** What a list is ordered by before the id: expressions over `r`, and what a cursor may hold for them. */
interface Order {
  keys: string[];
  cursor: z.ZodType<string[]>;
}

/** PostgreSQL's text holds no NUL. */
const name = z.string().refine((text) => !text.includes('\0'));

/** Within a name by submission. The brackets keep TypeORM from renaming the entity's own column. */
const byName = (key: string): Order => ({
  keys: [key, '(r.submittedAt)'],
  cursor: z.tuple([name, instant]),
});

/**
 * Undecided requests come first in both orders: a decision then moves one to what is still to come, and no walk
 * through the pages loses it. Every other key never changes.
 */
const byDecision = (undecided: 'infinity' | '-infinity'): Order => ({
  keys: [`coalesce(r.decidedAt, '${undecided}')`],
  cursor: z.tuple([z.union([instant, z.literal(undecided)])]),
});

const ORDERS: Record<RequestSortKey, (descending: boolean) => Order> = {
  submittedAt: () => ({ keys: ['(r.submittedAt)'], cursor: z.tuple([instant]) }),
  decidedAt: (descending) => byDecision(descending ? 'infinity' : '-infinity'),
  resource: () => byName('(r.resourceKey)'),
  account: () => byName('(r.accountKey)'),
  requester: () => byName('lower(r.requesterName) COLLATE "C"'),
};

/** A row with the keys it is ordered by, as the driver reads them. */
export type OrderedRow = Record<`key_${number}`, Date | number | string>;

/**
 * Puts the requests in the order of the query and behind its cursor. Keyset, not offset: requests that come or
 * change between two pages neither repeat nor hide a row whose key stays.
 * @throws InvalidInput when the cursor is not one of this list
 */
export function ordered(
  requests: SelectQueryBuilder<RequestListEntity>,
  query: RequestListQuery,
): SelectQueryBuilder<RequestListEntity> {
  const { keys, cursor, descending } = orderOf(query);
  const direction = descending ? 'DESC' : 'ASC';
  if (query.cursor !== undefined) {
    const after = decodeCursor(query.cursor, query, cursor);
    const row = keys.map((_, n) => `:after${n}`).join(', ');
    requests
      .andWhere(`(${keys.join(', ')}, r.id) ${descending ? '<' : '>'} (${row}, :afterId)`)
      .setParameters({
        ...Object.fromEntries(after.keys.map((key, n) => [`after${n}`, key])),
        afterId: after.id,
      });
  }
  for (const [n, key] of keys.entries())
    requests.addSelect(key, `key_${n}`).addOrderBy(`key_${n}`, direction);
  return requests.addOrderBy('r.id', direction);
}

/** The cursor behind a row. */
export function cursorBehind(id: string, row: OrderedRow, query: RequestListQuery): string {
  return encodeCursor({ keys: orderOf(query).keys.map((_, n) => textOf(row[`key_${n}`])), id }, query);
}

function orderOf({ sort }: RequestListQuery): Order & { descending: boolean } {
  const descending = sort.startsWith('-');
  const key = sort.replace('-', '') as RequestSortKey;
  return { ...ORDERS[key](descending), descending };
}

/** The driver reads an infinite instant as a number. */
function textOf(key: OrderedRow[`key_${number}`] | undefined): string {
  if (key instanceof Date) return key.toISOString();
  return key === Infinity ? 'infinity' : key === -Infinity ? '-infinity' : String(key);
}
