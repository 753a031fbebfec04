import type { Caller, reportingRpc, ResponseOf } from '@countersign/contracts';
import { In } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { ApprovalEntity } from '../approvals/approval.entity.js';
import { CommonTerms } from '../search/common-terms.js';
import { cursorBehind } from '../requests/request-order.js';
import { pageOf } from '../requests/request-page.js';
import { countsOf } from './request-list.counts.js';
import { filtered, sourceOf } from './request-list.filters.js';
import type { Asked, RequestListQuery } from './request-list.filters.js';
import { LISTED, requestSummary } from './request-summary.js';
import type { ListedRequest } from './request-summary.js';

type Page = ResponseOf<typeof reportingRpc.requests>;

/** Open steps by request: null when its approval has ended, absent when it is not known to have opened. */
type OpenSteps = Map<string, number | null>;

/** Lists of requests, as far as the caller may see them. */
export class RequestLists {
  private readonly terms = new CommonTerms();

  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page with its counts, both of one snapshot.
   * @throws InvalidInput when the cursor is not one of this list
   */
  async page(query: RequestListQuery, caller: Caller): Promise<Page> {
    if (query.q !== undefined) await this.terms.refresh(this.dataSource.manager, performance.now());
    const asked = { query, caller, shareOf: (beginning: string) => this.terms.shareOf(beginning) };
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const items = await itemsOf(manager, asked);
      return { ...items, ...(await countsOf(manager, asked)) };
    });
  }
}

async function itemsOf(manager: EntityManager, asked: Asked) {
  const { query } = asked;
  const source = { requests: filtered(asked), members: LISTED, from: sourceOf(query) };
  const rows = await pageOf(manager, query, source);
  const shown = rows.slice(0, query.limit);
  const openSteps = await openStepsOf(manager, shown);
  const items = shown.map((row) => {
    const { accessStatus } = row;
    return requestSummary(row, { accessStatus, currentStep: currentStepOf(row, openSteps) });
  });
  const last = shown.at(-1);
  const more = rows.length > query.limit && last;
  return { items, nextCursor: more ? cursorBehind(last.id, last, query) : null };
}

/** Of the rows of a page only: a join would read the approvals of everything that is sorted. */
async function openStepsOf(manager: EntityManager, rows: readonly ListedRequest[]): Promise<OpenSteps> {
  const pending = rows.filter(({ status }) => status === 'pending').map(({ id }) => id);
  if (!pending.length) return new Map();
  const approvals = await manager.find(ApprovalEntity, {
    select: { requestId: true, openStep: true },
    where: { requestId: In(pending) },
  });
  return new Map(approvals.map(({ requestId, openStep }) => [requestId, openStep]));
}

/** As the request log has it: an approval that is not known to have opened yet waits at its first step. */
function currentStepOf({ id, status }: ListedRequest, openSteps: OpenSteps): number | null {
  if (status !== 'pending') return null;
  return openSteps.has(id) ? (openSteps.get(id) ?? null) : 0;
}
