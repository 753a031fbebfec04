import { requestStatus } from '@countersign/contracts';
import type {
  AccessStatus,
  Caller,
  reportingRpc,
  RequestStatus,
  RequestSummary,
  ResponseOf,
} from '@countersign/contracts';
import { In } from 'typeorm';
import type { DataSource, EntityManager, SelectQueryBuilder } from 'typeorm';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { InboxEntity } from './inbox.entity.js';
import { ACCESS_STATUS, byStatus, filtered } from './request-list.filters.js';
import type { RequestListQuery } from './request-list.filters.js';
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
      counts: await countsOf(manager, query, caller),
    }));
  }

  /** How many requests wait for the caller. */
  async awaitingCount(caller: Caller): Promise<number> {
    return awaiting(requestsOf(this.dataSource.manager), caller).getCount();
  }
}

async function itemsOf(manager: EntityManager, query: RequestListQuery, caller: Caller) {
  const requests = byStatus(filtered(requestsOf(manager), query, caller), query);
  const { entities, raw } = await fromCursor(requests, query)
    .addSelect(ACCESS_STATUS, 'access_status')
    .limit(query.limit + 1)
    .getRawAndEntities<{ access_status: AccessStatus | null }>();
  const shown = entities.slice(0, query.limit);
  const openSteps = await openStepsOf(manager, shown);
  const items = shown.map((row, at) => {
    const accessStatus = raw[at]?.access_status ?? null;
    return requestSummary(row, { accessStatus, currentStep: currentStepOf(row, openSteps) });
  });
  return { items, nextCursor: entities.length > query.limit ? cursorAfter(items, query) : null };
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

async function countsOf(
  manager: EntityManager,
  query: RequestListQuery,
  caller: Caller,
): Promise<Page['counts']> {
  const rows = await filtered(requestsOf(manager), query, caller)
    .select('r.status', 'status')
    .addSelect('count(*)::int', 'count')
    .groupBy('r.status')
    .getRawMany<{ status: RequestStatus; count: number }>();
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  return Object.fromEntries(
    requestStatus.options.map((status) => [status, counts.get(status) ?? 0]),
  ) as Page['counts'];
}

function requestsOf(manager: EntityManager): SelectQueryBuilder<RequestListEntity> {
  return manager.createQueryBuilder(RequestListEntity, 'r');
}

/** Keyset, not offset: requests that come or change between two pages neither repeat nor hide a row. */
function fromCursor(requests: SelectQueryBuilder<RequestListEntity>, query: RequestListQuery) {
  const newestFirst = query.sort === '-submittedAt';
  if (query.cursor !== undefined) {
    const { at, id } = decodeCursor(query.cursor, query);
    requests.andWhere(`(r.submittedAt, r.id) ${newestFirst ? '<' : '>'} (:at, :after)`, {
      at,
      after: id,
    });
  }
  const order = newestFirst ? 'DESC' : 'ASC';
  return requests.orderBy('r.submittedAt', order).addOrderBy('r.id', order);
}

function cursorAfter(items: RequestSummary[], query: RequestListQuery): string | null {
  const last = items.at(-1);
  return last ? encodeCursor({ at: last.submittedAt, id: last.id }, query) : null;
}
