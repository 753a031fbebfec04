import type { AccessStatus, Caller, reportingRpc, ResponseOf } from '@countersign/contracts';
import { In } from 'typeorm';
import type { DataSource, EntityManager, SelectQueryBuilder } from 'typeorm';
import { ACCESS_STATUS } from './access-status.js';
import { InboxEntity } from './inbox.entity.js';
import { countsOf } from './request-list.counts.js';
import { byStatus, filtered } from './request-list.filters.js';
import type { RequestListQuery } from './request-list.filters.js';
import { cursorBehind, ordered } from './request-list.order.js';
import type { OrderedRow } from './request-list.order.js';
import { RequestListEntity } from './request-list.entity.js';
import { requestSummary } from './request-summary.js';
import { awaiting } from './visibility.js';

type Page = ResponseOf<typeof reportingRpc.requests>;

/** Open steps by request: null when its approval has ended, absent when it is not known to have opened. */
type OpenSteps = Map<string, number | null>;

/** Lists of requests, as far as the caller may see them. */
export class RequestLists {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page with its counts, both of one snapshot.
   * @throws InvalidInput when the cursor is not one of this list
   */
  async page(query: RequestListQuery, caller: Caller): Promise<Page> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => ({
      ...(await itemsOf(manager, query, caller)),
      ...(await countsOf(manager, query, caller)),
    }));
  }

  /** How many requests wait for the caller. */
  async awaitingCount(caller: Caller): Promise<number> {
    return awaiting(requestsOf(this.dataSource.manager), caller).getCount();
  }
}

async function itemsOf(manager: EntityManager, query: RequestListQuery, caller: Caller) {
  const requests = byStatus(filtered(requestsOf(manager), query, caller), query);
  const { entities, raw } = await ordered(requests, query)
    .addSelect(ACCESS_STATUS, 'access_status')
    .limit(query.limit + 1)
    .getRawAndEntities<{ access_status: AccessStatus | null } & OrderedRow>();
  const shown = entities.slice(0, query.limit);
  const openSteps = await openStepsOf(manager, shown);
  const items = shown.map((row, at) => {
    const accessStatus = raw[at]?.access_status ?? null;
    return requestSummary(row, { accessStatus, currentStep: currentStepOf(row, openSteps) });
  });
  const [last, lastRow] = [shown.at(-1), raw[shown.length - 1]];
  const more = entities.length > query.limit && last && lastRow;
  return { items, nextCursor: more ? cursorBehind(last.id, lastRow, query) : null };
}

/** Of the rows of a page only: a join would read the inbox of everything that is sorted for it. */
async function openStepsOf(manager: EntityManager, rows: RequestListEntity[]): Promise<OpenSteps> {
  const pending = rows.filter(({ status }) => status === 'pending').map(({ id }) => id);
  if (!pending.length) return new Map();
  const inbox = await manager.findBy(InboxEntity, { requestId: In(pending) });
  return new Map(inbox.map(({ requestId, openStep }) => [requestId, openStep]));
}

/** As the request log has it: an approval that is not known to have opened yet waits at its first step. */
function currentStepOf({ id, status }: RequestListEntity, openSteps: OpenSteps): number | null {
  if (status !== 'pending') return null;
  return openSteps.has(id) ? (openSteps.get(id) ?? null) : 0;
}

function requestsOf(manager: EntityManager): SelectQueryBuilder<RequestListEntity> {
  return manager.createQueryBuilder(RequestListEntity, 'r');
}
