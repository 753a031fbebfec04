import {
  formatDuration,
  hasRole,
  NotAllowed,
  Refusal,
  requestStatus,
  viewOfPerson,
} from '@countersign/contracts';
import type { Caller, KnownPerson, RequestStatus, Summary, SummaryQuery } from '@countersign/contracts';
import { postgresFailure } from '@countersign/postgres';
import type { DataSource, EntityManager } from 'typeorm';
import { summaryRange } from './summary-range.js';
import type { SummaryRange } from './summary-range.js';
import * as sql from './summary.sql.js';

/** Then the caller of a summary goes, and lists need the database. */
const BUDGET_MS = 15_000;
/** Summaries at once in one process: each holds a connection for long, and lists have the same few. */
const MOST_AT_ONCE = 3;

interface Times {
  p50: number | null;
  p95: number | null;
}
type Counts = Record<RequestStatus, number>;
type Totals = Times & Record<'decided' | 'expired' | 'notUsed' | 'selfApprovals' | 'unmatchedGrants', number>;
type Policy = Times &
  Record<'requests' | 'decided' | 'expired' | 'selfApproved' | 'version', number> & {
    id: string;
    name: string;
  };
type Step = Times & Pick<Summary['steps'][number], 'policyId' | 'step' | 'name' | 'completed'>;
type Approver = KnownPerson & Record<'decided' | 'approved' | 'median' | 'underTenSeconds', number>;
type Code = Summary['refusals']['requests'][number];

/** Answer of {@link sql.REQUESTS}. */
interface OfRequests {
  buckets: { start: string; status: RequestStatus; count: number }[];
  totals: Totals;
  policies: Policy[];
  resources: Summary['topResources'];
  requesters: (KnownPerson & { requests: number })[];
  refused: Code[];
}

/** Answer of {@link sql.APPROVALS}. */
interface OfApprovals {
  steps: Step[];
  approvers: Approver[];
}

type Query = <Row>(text: string, ...more: string[]) => Promise<Row[]>;

/** The range took longer to sum up than its caller waits (503). */
export class SummaryTimeout extends Refusal {
  constructor() {
    super(
      'summary-timeout',
      503,
      'Summing up this range took too long; ask for a shorter one, or try again.',
      {
        retryAfter: 5,
      },
    );
  }
}

/** Others are summing up already (503). */
export class SummaryBusy extends Refusal {
  constructor() {
    super('summary-busy', 503, 'Too many summaries are being made just now; try again in a moment.', {
      retryAfter: 2,
    });
  }
}

/** The summary of a range, for auditors. */
export class Summaries {
  private underWay = 0;

  /** @param budgetMs - for all statements of a summary together */
  constructor(
    private readonly dataSource: DataSource,
    private readonly budgetMs = BUDGET_MS,
  ) {}

  /**
   * Everything of one snapshot.
   * @throws NotAllowed to who is no auditor; InvalidInput for a range too long; SummaryTimeout, SummaryBusy
   */
  async of(query: SummaryQuery, caller: Caller, now: Date): Promise<Summary> {
    if (!hasRole(caller, 'auditor')) throw new NotAllowed('auditor');
    const range = summaryRange(query, now);
    if (this.underWay >= MOST_AT_ONCE) throw new SummaryBusy();
    this.underWay++;
    try {
      return await this.dataSource.transaction('REPEATABLE READ', (manager) =>
        summaryOf(bounded(manager, range, this.budgetMs), range),
      );
    } catch (error) {
      throw postgresFailure(error) === 'cancelled' ? new SummaryTimeout() : error;
    } finally {
      this.underWay--;
    }
  }
}

async function summaryOf(query: Query, range: SummaryRange): Promise<Summary> {
  const { bucket, timeZone } = range;
  const starts = await query<{ start: Date }>(sql.STARTS, bucket, timeZone);
  const requests = only(await query<OfRequests>(sql.REQUESTS, bucket, timeZone));
  const approvals = only(await query<OfApprovals>(sql.APPROVALS));
  const attempts = await query<Code>(sql.REFUSED_ATTEMPTS);
  const buckets = bucketsOf(starts, requests);
  const { totals } = requests;
  return {
    ...range,
    counts: totalOf(buckets),
    buckets,
    timeToDecision: { decided: totals.decided, ...isoTimes(totals) },
    policies: requests.policies.map(policyView),
    steps: approvals.steps.map((step) => ({ ...step, ...isoTimes(step) })),
    approvers: approvals.approvers.map(approverView),
    topResources: requests.resources,
    topRequesters: requests.requesters.map((person) => ({
      requester: personView(person),
      requests: person.requests,
    })),
    expiries: { requests: totals.expired, accessesNotUsed: totals.notUsed },
    refusals: { requests: requests.refused, attempts },
    selfApprovals: totals.selfApprovals,
    unmatchedGrants: totals.unmatchedGrants,
  };
}

function only<Row>([row]: readonly Row[]): Row {
  if (!row) throw new Error('an aggregate without a row');
  return row;
}

/** Queries of the range in a transaction, each with what is left of the budget. */
function bounded(manager: EntityManager, { from, to }: SummaryRange, budgetMs: number): Query {
  const end = Date.now() + budgetMs;
  return async <Row>(text: string, ...more: string[]) => {
    await manager.query(`SET LOCAL statement_timeout = ${Math.max(1, end - Date.now())}`);
    return manager.query<Row[]>(text, [from, to, ...more]);
  };
}

/** Every bucket, in order: those of the range, and what was counted, should the two ever differ. */
function bucketsOf(starts: { start: Date }[], counted: Pick<OfRequests, 'buckets'>): Summary['buckets'] {
  const buckets = new Map(starts.map(({ start }) => [start.toISOString(), noCounts()]));
  for (const { start, status, count } of counted.buckets) {
    const at = new Date(start).toISOString();
    buckets.set(at, { ...(buckets.get(at) ?? noCounts()), [status]: count });
  }
  return [...buckets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([start, counts]) => ({ start, counts }));
}

function totalOf(buckets: Summary['buckets']): Counts {
  const total = (status: RequestStatus) => buckets.reduce((sum, { counts }) => sum + counts[status], 0);
  return Object.fromEntries(requestStatus.options.map((status) => [status, total(status)])) as Counts;
}

function noCounts(): Counts {
  return Object.fromEntries(requestStatus.options.map((status) => [status, 0])) as Counts;
}

function policyView({ id, version, name, requests, decided, expired, selfApproved, ...times }: Policy) {
  return { policy: { id, version, name }, requests, decided, expired, selfApproved, ...isoTimes(times) };
}

function approverView(person: Approver) {
  const { decided, approved, median, underTenSeconds } = person;
  const approveRate = Math.round((approved / decided) * 1000) / 1000;
  return {
    approver: personView(person),
    decided,
    approved,
    approveRate,
    medianTime: iso(median),
    underTenSeconds,
  };
}

function personView({ issuer, id, name, email, erasedAt }: KnownPerson) {
  return viewOfPerson({
    issuer,
    id,
    name,
    email,
    erasedAt: erasedAt === null ? null : new Date(erasedAt).toISOString(),
  });
}

function isoTimes({ p50, p95 }: Times) {
  return { p50: p50 === null ? null : iso(p50), p95: p95 === null ? null : iso(p95) };
}

/** Clocks of two databases may disagree by a little, and nothing takes less than no time. */
function iso(seconds: number): string {
  return formatDuration(Math.max(0, Math.floor(seconds)));
}
