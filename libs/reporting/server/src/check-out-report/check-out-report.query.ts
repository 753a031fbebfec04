import { hasRole, instant, NotAllowed } from '@countersign/contracts';
import type {
  AccessStatus,
  Caller,
  CheckOutReportRow,
  reportingRpc,
  ResponseOf,
} from '@countersign/contracts';
import { In } from 'typeorm';
import type { DataSource, EntityManager, SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { CheckOutReportEntity } from './check-out-report.entity.js';
import { ACCESS_STATUS, filtered } from './check-out-report.filters.js';
import type { CheckOutReportQuery } from './check-out-report.filters.js';
import { fitting } from './page-bytes.js';
import { ReportApprovalEntity } from './report-approval.entity.js';
import { reportRow } from './report-row.js';

type Page = ResponseOf<typeof reportingRpc.checkOuts>;

/** The check-out requests report, for auditors. */
export class CheckOutReports {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page of one snapshot: as many rows as asked for, or as many as a message carries.
   * @throws NotAllowed to who is no auditor; InvalidInput when the cursor is of another list
   */
  async page(query: CheckOutReportQuery, caller: Caller): Promise<Page> {
    if (!hasRole(caller, 'auditor')) throw new NotAllowed('auditor');
    const rows = await this.dataSource.transaction('REPEATABLE READ', (manager) => rowsOf(manager, query));
    const items = fitting(rows.slice(0, query.limit));
    const last = items.at(-1);
    if (!last || items.length === rows.length) return { items, nextCursor: null };
    return { items, nextCursor: encodeCursor({ keys: [last.submittedAt], id: last.id }, query) };
  }
}

/** One row more than a page has, if there is one. */
async function rowsOf(manager: EntityManager, query: CheckOutReportQuery): Promise<CheckOutReportRow[]> {
  const rows = filtered(manager.createQueryBuilder(CheckOutReportEntity, 'c'), query);
  const { entities, raw } = await fromCursor(rows, query)
    .addSelect(ACCESS_STATUS, 'access_status')
    .limit(query.limit + 1)
    .getRawAndEntities<{ access_status: AccessStatus | null }>();
  const soFar = await stepsSoFar(manager, entities);
  return entities.map((row, at) => {
    const accessStatus = raw[at]?.access_status ?? null;
    return reportRow(row, { accessStatus, soFar: soFar.get(row.id) });
  });
}

/** Of pending requests: the outcome of the others carries their steps, whichever log is ahead. */
async function stepsSoFar(manager: EntityManager, rows: CheckOutReportEntity[]) {
  const pending = rows.filter(({ status }) => status === 'pending').map(({ id }) => id);
  const found = pending.length ? await manager.findBy(ReportApprovalEntity, { requestId: In(pending) }) : [];
  return new Map(found.map(({ requestId, state }) => [requestId, state.steps]));
}

/** Keyset, not offset: requests that come or change between two pages neither repeat nor hide a row. */
function fromCursor(rows: SelectQueryBuilder<CheckOutReportEntity>, query: CheckOutReportQuery) {
  const newestFirst = query.sort === '-submittedAt';
  if (query.cursor !== undefined) {
    const { keys, id } = decodeCursor(query.cursor, query, z.tuple([instant]));
    const after = { at: keys[0], after: id };
    rows.andWhere(`(c.submittedAt, c.id) ${newestFirst ? '<' : '>'} (:at, :after)`, after);
  }
  const order = newestFirst ? 'DESC' : 'ASC';
  return rows.orderBy('c.submittedAt', order).addOrderBy('c.id', order);
}
