import { hasRole, NotAllowed } from '@countersign/contracts';
import type { Caller, CheckOutReportRow, reportingRpc, RequestOf, ResponseOf } from '@countersign/contracts';
import { pause } from '@countersign/timing';
import type { DataSource, EntityManager } from 'typeorm';
import { ApprovalEntity } from '../approvals/approval.entity.js';
import type { TakenDecision } from '../approvals/approval-state.js';
import { columnsOf } from '../columns-of.js';
import { Conditions } from '../conditions.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import { filter } from '../requests/request-filters.js';
import { cursorBehind } from '../requests/request-order.js';
import { pageOf } from '../requests/request-page.js';
import type { PageRow } from '../requests/request-page.js';
import { REPORTED, reportRow } from './report-row.js';
import type { ReportedApproval } from './report-row.js';

type Page = ResponseOf<typeof reportingRpc.checkOuts>;

/** Query of `GET /v1/reports/check-outs`, checked and with its defaults. */
export type CheckOutReportQuery = RequestOf<typeof reportingRpc.checkOuts>['query'];

/** How long a page waits for the decisions on requests that have ended, and how often it looks, in milliseconds. */
const PATIENCE_MS = 2000;
const AGAIN_AFTER_MS = 50;

/** The check-out requests report, for auditors. */
export class CheckOutReports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /**
   * A page from one snapshot: as many rows as the query's limit, or as many as fit into a message.
   * @throws NotAllowed when the caller is not an auditor; InvalidInput when the cursor belongs to another list
   */
  async page(query: CheckOutReportQuery, caller: Caller): Promise<Page> {
    if (!hasRole(caller, 'auditor')) throw new NotAllowed('auditor');
    const rows = await this.wholeRows(query);
    const items = fitting(rows.slice(0, query.limit).map(({ shown }) => shown));
    const last = rows[items.length - 1]?.row;
    if (!last || items.length === rows.length) return { items, nextCursor: null };
    return { items, nextCursor: cursorBehind(last.id, last, query) };
  }

  /** The two logs are followed separately: the last decision may arrive a moment after the outcome of its request. */
  private async wholeRows(query: CheckOutReportQuery): Promise<Row[]> {
    const end = Date.now() + this.patienceMs;
    for (;;) {
      const rows = await this.dataSource.transaction('REPEATABLE READ', (manager) => rowsOf(manager, query));
      const isWhole = rows.every(({ shown }) => shown.status === 'pending' || !shown.decisionsIncomplete);
      if (isWhole || Date.now() >= end) return rows;
      await pause(AGAIN_AFTER_MS);
    }
  }
}

interface Row {
  row: PageRow<(typeof REPORTED)[number]>;
  shown: CheckOutReportRow;
}

/** The rows of a page, and the row after them if there is one. */
async function rowsOf(manager: EntityManager, query: CheckOutReportQuery): Promise<Row[]> {
  const requests = new Conditions();
  filter(requests, query);
  const rows = await pageOf(manager, query, { requests, members: REPORTED });
  const approvals = await approvalsOf(manager, rows);
  return rows.map((row) => ({ row, shown: reportRow(row, approvals.get(row.id)) }));
}

const APPROVED = ['requestId', 'openedAt', 'steps', 'completedAt', 'openStep', 'cancelComment'] as const;

async function approvalsOf(
  manager: EntityManager,
  rows: readonly Row['row'][],
): Promise<Map<string, ReportedApproval>> {
  const governed = rows.filter(({ policyId }) => policyId !== null).map(({ id }) => id);
  if (governed.length === 0) return new Map();
  const approvals = await manager.query<
    (ReportedApproval & { requestId: string; decisions: TakenDecision[] })[]
  >(
    `SELECT ${columnsOf(manager.dataSource, ApprovalEntity, 'a', APPROVED)}, to_json(a.decisions) AS decisions
       FROM ${REPORTING_SCHEMA}.approval AS a
      WHERE a.request_id = ANY ($1)`,
    [governed],
  );
  return new Map(approvals.map((approval) => [approval.requestId, approval]));
}

/**
 * Most bytes of JSON on a page, unless a single row is longer: half of NATS's default message size (1 MiB), so that the
 * page always fits together with its envelope.
 */
const PAGE_BYTES = 512 * 1024;

/** The first rows, as many as fit into the given bytes of JSON; at least one row, or an export would never end. */
export function fitting<Row>(rows: readonly Row[], bytes = PAGE_BYTES): Row[] {
  let left = bytes;
  const end = rows.findIndex((row, at) => {
    left -= Buffer.byteLength(JSON.stringify(row)) + 1;
    return left < 0 && at > 0;
  });
  return rows.slice(0, end === -1 ? rows.length : end);
}
