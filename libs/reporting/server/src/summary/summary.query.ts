import {
  formatDuration,
  hasRole,
  NotAllowed,
  Refusal,
  requestStatus,
  viewOfPerson,
} from '@countersign/contracts';
import type { Caller, KnownPerson, RequestStatus, Summary, SummaryQuery } from '@countersign/contracts';
import { postgresFailure } from '@countersign/sqlstate';
import type { DataSource, EntityManager } from 'typeorm';
import { bucketStarts } from './bucket-starts.js';
import { summaryRange } from './summary-range.js';
import type { SummaryRange } from './summary-range.js';
import * as sql from './summary.sql.js';

/** The timeout of a summary's caller; after that, lists need the database more. */
const BUDGET_MS = 15_000;
/** Concurrent summaries of a process: each holds a connection for long, and lists share the same few. */
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
  buckets: { bucket: number; status: RequestStatus; count: number }[];
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

type Query = <Row>(text: string, ...more: unknown[]) => Promise<Row[]>;

/** The summary took longer than its caller waits (503). */
export class SummaryTimeout extends Refusal {
  constructor() {
    super(
      'summary-timeout',
      503,
      'The summary of this range took too long; ask for a shorter range, or try again.',
      {
        retryAfter: 5,
      },
    );
  }
}

/** Too many summaries are under way already (503). */
export class SummaryBusy extends Refusal {
  constructor() {
    super('summary-busy', 503, 'Too many summaries are being made now; try again in a moment.', {
      retryAfter: 2,
    });
  }
}

/** The summary of a range, for auditors. */
export class Summaries {
  private underWay = 0;

  /** @param budgetMs - timeout of all statements of a summary together */
  constructor(
    private readonly dataSource: DataSource,
    private readonly budgetMs = BUDGET_MS,
  ) {}

  /**
   * The whole summary, from one snapshot.
   * @throws NotAllowed unless the caller is an auditor; InvalidInput when the range is too long; SummaryTimeout, SummaryBusy
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
  const starts = bucketStarts(range);
  const requests = only(await query<OfRequests>(sql.REQUESTS, starts.slice(1)));
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

/** Queries of the range in a transaction; the timeout of each is the rest of the budget. */
function bounded(manager: EntityManager, { from, to }: SummaryRange, budgetMs: number): Query {
  const end = Date.now() + budgetMs;
  return async <Row>(text: string, ...more: unknown[]) => {
    await manager.query(`SET LOCAL statement_timeout = ${Math.max(1, end - Date.now())}`);
    return manager.query<Row[]>(text, [from, to, ...more]);
  };
}

/** Every bucket of the range in order, including empty buckets. */
function bucketsOf(starts: readonly string[], counted: Pick<OfRequests, 'buckets'>): Summary['buckets'] {
  const buckets = starts.map((start) => ({ start, counts: noCounts() }));
  for (const { bucket, status, count } of counted.buckets) {
    const found = buckets[bucket];
    if (!found) throw new Error(`the range has no bucket ${bucket}`);
    found.counts[status] = count;
  }
  return buckets;
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

/** Never negative: the clocks of two databases may disagree slightly. */
function iso(seconds: number): string {
  return formatDuration(Math.max(0, Math.floor(seconds)));
}
