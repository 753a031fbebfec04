import type { Caller, reportingRpc, ResponseOf } from '@countersign/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { CommonTerms } from '../search/common-terms.js';
import { cursorBehind } from '../requests/request-order.js';
import { pageOf } from '../requests/request-page.js';
import { openStepsOf, waitingAt } from './open-steps.js';
import { countsOf } from './request-list.counts.js';
import { filtered, sourceOf } from './request-list.filters.js';
import type { Asked, RequestListQuery } from './request-list.filters.js';
import { LISTED, requestSummary } from './request-summary.js';

type Page = ResponseOf<typeof reportingRpc.requests>;

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
  const items = shown.map((row) =>
    requestSummary(row, { accessStatus: row.accessStatus, ...waitingAt(row, openSteps) }),
  );
  const last = shown.at(-1);
  const more = rows.length > query.limit && last;
  return { items, nextCursor: more ? cursorBehind(last.id, last, query) : null };
}
