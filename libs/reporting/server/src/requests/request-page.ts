import type { AccessStatus } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { columnsOf } from '../columns-of.js';
import type { Conditions } from '../conditions.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import { ACCESS_STATUS } from './access-status.js';
import { RequestEntity } from './request.entity.js';
import { keyColumns, orderOfParts, partsOf } from './request-order.js';
import type { OrderedQuery, OrderedRow } from './request-order.js';

export const REQUESTS = `${REPORTING_SCHEMA}.request AS r`;

/** A row of a page: some members of the entity, the sort keys, and the computed status of the access. */
export type PageRow<Member extends keyof RequestEntity> = Pick<RequestEntity, Member | 'id'> &
  OrderedRow & { accessStatus: AccessStatus | null };

/** The requests and columns of a page. */
export interface PageSource<Member extends keyof RequestEntity> {
  /** The filters, and what the caller may see. */
  requests: Conditions;
  members: readonly Member[];
  /** The requests `r`, and tables joined to them. */
  from?: string;
}

/**
 * The rows of a page in order, and the row after them if there is one.
 * @throws InvalidInput when the cursor belongs to another list
 */
export function pageOf<Member extends keyof RequestEntity>(
  manager: EntityManager,
  query: OrderedQuery,
  { requests, members, from = REQUESTS }: PageSource<Member>,
): Promise<PageRow<Member>[]> {
  const columns = columnsOf(manager.dataSource, RequestEntity, 'r', members);
  const limit = query.limit + 1;
  const parts = partsOf(query, requests).map(
    ({ where, orderBy }) => `
      SELECT ${columns}, ${ACCESS_STATUS} AS "accessStatus", ${keyColumns(query)}
        FROM ${from} ${requests.where(...where)}
       ORDER BY ${orderBy} LIMIT ${limit}`,
  );
  const [only = '', ...others] = parts;
  const together = `
    SELECT * FROM (${parts.map((part) => `(${part})`).join(' UNION ALL ')}) AS page
     ORDER BY ${orderOfParts(query)} LIMIT ${limit}`;
  return manager.query<PageRow<Member>[]>(others.length === 0 ? only : together, requests.values);
}
