import { hasRole, requestStatus } from '@countersign/contracts';
import type { Caller, reportingRpc, ResponseOf, RequestStatus, RequestOf } from '@countersign/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { postgresFailure } from '@countersign/sqlstate';
import { SEARCH_MS } from '../reporting.data-source.js';
import { SearchSlots, SearchTooExpensive } from '../search/search-slots.js';
import { CommonTerms, search } from '../search/search.js';
import { cursorBehind } from '../requests/request-order.js';
import { pageOf, REQUESTS } from '../requests/request-page.js';
import { openStepsOf, waitingAt } from './open-steps.js';
import { LISTED, requestSummary } from './request-summary.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import { Conditions } from '../conditions.js';
import { filter } from '../requests/request-filters.js';
import { awaiting, JOIN_APPROVAL, visibleTo } from '../requests/visibility.js';

type Page = ResponseOf<typeof reportingRpc.requests>;

/** Lists of requests, as far as the caller may see them. */
export class RequestLists {
  private readonly terms = new CommonTerms();
  private readonly slots = new SearchSlots();

  /** @param searches - the connections of searches: however slow these are, lists without words have their own */
  constructor(
    private readonly lists: DataSource,
    private readonly searches: DataSource,
  ) {}

  /**
   * A page with its counts, both from one snapshot.
   * @throws InvalidInput when the cursor belongs to another list
   * @throws TooManySearches, SearchTooExpensive (503) for a query with words
   */
  page(query: RequestListQuery, caller: Caller): Promise<Page> {
    const asked = { query, caller, shareOf: (beginning: string) => this.terms.shareOf(beginning) };
    return query.q === undefined ? this.list(asked) : this.search(asked);
  }

  private list(asked: Asked): Promise<Page> {
    return this.lists.transaction('REPEATABLE READ', async (manager) => {
      const items = await itemsOf(manager, asked);
      return { ...items, ...(await countsOf(manager, asked)) };
    });
  }

  private search(asked: Asked): Promise<Page> {
    const { issuer, id } = asked.caller;
    return this.slots.run(JSON.stringify([issuer, id]), async () => {
      try {
        await this.terms.refresh(this.searches.manager, performance.now());
        return await this.found(asked);
      } catch (error) {
        throw postgresFailure(error) === 'cancelled' ? new SearchTooExpensive() : error;
      }
    });
  }

  /** The connection limits each statement to {@link SEARCH_MS}; the counts get what the page has left of that time. */
  private found(asked: Asked): Promise<Page> {
    const end = performance.now() + SEARCH_MS;
    return this.searches.transaction('REPEATABLE READ', async (manager) => {
      const items = await itemsOf(manager, asked);
      const left = Math.max(1, Math.ceil(end - performance.now()));
      await manager.query(`SET LOCAL statement_timeout = ${left}`);
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

/** Query of `GET /v1/requests`, checked and with its defaults. */
export type RequestListQuery = RequestOf<typeof reportingRpc.requests>['query'];

/** The tables of the conditions: the requests `r`, in the inbox with their approvals `a`. */
function sourceOf({ awaiting }: RequestListQuery): string {
  return awaiting ? `${REQUESTS} ${JOIN_APPROVAL}` : REQUESTS;
}

/** A query, its caller, and how common prefixes are among all requests, see `CommonTerms`. */
export interface Asked {
  query: RequestListQuery;
  caller: Caller;
  shareOf: (beginning: string) => number;
}

/** The requests that the caller may see under every filter but `status`; `counts` counts these. */
function filtered({ query, caller, shareOf }: Asked): Conditions {
  const { requester, ...filters } = query;
  const requests = new Conditions();
  if (query.awaiting) awaiting(requests, caller);
  else visibleTo(requests, caller);
  if (requester === 'me') ownOf(requests, caller);
  filter(requests, requester === 'me' ? filters : query);
  if (query.q !== undefined) search(requests, query.q, shareOf);
  return requests;
}

function ownOf(requests: Conditions, { id, issuer }: Caller): void {
  requests.and`r.requester_id = ${id} AND r.requester_issuer = ${issuer}`;
}

type Counts = Pick<ResponseOf<typeof reportingRpc.requests>, 'counts' | 'countsComplete'>;

interface Counted {
  status: RequestStatus;
  count: number;
}

/** The time to count grows with the rows, and a page of a list should not wait until a million rows are counted. */
const MOST_COUNTED = 100_000;

const ALL_COUNTS = `SELECT status, count::int FROM ${REPORTING_SCHEMA}.request_count`;

/**
 * The number of requests that the caller may see under the same filters but `status`, by status. A caller who sees every
 * request and filters nothing gets the projection's counts.
 */
export async function countsOf(manager: EntityManager, asked: Asked, most = MOST_COUNTED): Promise<Counts> {
  const all = isEverything(asked) ? await manager.query<Counted[]>(ALL_COUNTS) : [];
  if (all.length) return countsFrom(all, true);
  const counted = await countMatching(manager, asked, most + 1);
  return countsFrom(counted, counted.reduce((sum, { count }) => sum + count, 0) <= most);
}

/** Counts the matching requests, up to the limit. */
function countMatching(manager: EntityManager, asked: Asked, limit: number): Promise<Counted[]> {
  const matching = filtered(asked);
  return manager.query<Counted[]>(
    `SELECT status, count(*)::int AS count
       FROM (SELECT r.status FROM ${sourceOf(asked.query)} ${matching.where()} LIMIT ${limit}) AS matching
      GROUP BY status`,
    matching.values,
  );
}

/** Any filter makes this false, including filters that are added later, except `status`, which counts ignore. */
function isEverything({ query, caller }: Asked): boolean {
  const { status: _status, sort: _sort, limit: _limit, cursor: _cursor, ...filters } = query;
  const unfiltered = Object.values(filters).every((filter) => filter === undefined);
  return unfiltered && hasRole(caller, 'policy-admin', 'auditor');
}

function countsFrom(rows: readonly Counted[], countsComplete: boolean): Counts {
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  const entries = requestStatus.options.map((status) => [status, counts.get(status) ?? 0]);
  return { counts: Object.fromEntries(entries) as Counts['counts'], countsComplete };
}
