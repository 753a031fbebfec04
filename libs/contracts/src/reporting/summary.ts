import { z } from 'zod';
import { personView } from '../identity.js';
import { policyRef } from '../policy/policy.js';
import { id, instant, instantInput } from '../primitives.js';
import { requestStatus } from '../request/request.js';

const summaryBucket = z.enum(['hour', 'day', 'week', 'month']);
export type SummaryBucket = z.infer<typeof summaryBucket>;

/** Only names of the IANA database: PostgreSQL also accepts POSIX rules, and JavaScript offsets. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** A time zone of the IANA database: `Europe/Berlin`. */
const timeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone like Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    return ZONE_NAME.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Query of `GET /v1/reports/summary`: the last 30 days by default, at most 366 days and 1000 buckets. */
export const summaryQuery = z.strictObject({
  from: instantInput.optional(),
  to: instantInput.optional(),
  bucket: summaryBucket.default('day'),
  timeZone: timeZone.default('UTC'),
});
export type SummaryQuery = z.output<typeof summaryQuery>;

const count = z.number().int().min(0);
const byStatus = z.record(requestStatus, count);

/** Percentiles of times, ISO 8601 in whole seconds; null if there are no times. */
const times = { p50: z.string().nullable(), p95: z.string().nullable() };

const codes = z.array(z.object({ code: z.string(), count }));

/**
 * The summary of a range. Requests count if they were submitted in it, steps if they were completed in it, decisions and
 * refused attempts if they happened in it.
 */
export const summary = z.object({
  from: instant,
  to: instant,
  bucket: summaryBucket,
  timeZone: z.string(),
  counts: byStatus,
  /**
   * Every bucket of the range, including empty buckets; `start` is when the hour, day, week or month begins in the time
   * zone.
   */
  buckets: z.array(z.object({ start: instant, counts: byStatus })),
  /** From submission to the approval or rejection by people. */
  timeToDecision: z.object({ decided: count, ...times }),
  /** The 100 policies with most requests. */
  policies: z.array(
    z.object({
      policy: policyRef,
      requests: count,
      decided: count,
      expired: count,
      selfApproved: count,
      ...times,
    }),
  ),
  /** From a step's opening to its completion; the 200 with most completions. `step` is 0-based. */
  steps: z.array(
    z.object({ policyId: id, step: count, name: z.string().nullable(), completed: count, ...times }),
  ),
  /** The 100 people who decided most; times are from the opening of the step. */
  approvers: z.array(
    z.object({
      approver: personView,
      decided: count,
      approved: count,
      approveRate: z.number().min(0).max(1),
      medianTime: z.string(),
      /** Decisions less than 10 s after the step opened. */
      underTenSeconds: count,
    }),
  ),
  topResources: z.array(z.object({ resource: z.string(), requests: count })),
  topRequesters: z.array(z.object({ requester: personView, requests: count })),
  /** Requests that nobody decided in time, and accesses that nobody checked out in time. */
  expiries: z.object({ requests: count, accessesNotUsed: count }),
  /** Requests that no policy allowed, and attempts that a rule refused, by code; 50 of each. */
  refusals: z.object({ requests: codes, attempts: codes }),
  selfApprovals: count,
  unmatchedGrants: count,
});
export type Summary = z.infer<typeof summary>;
