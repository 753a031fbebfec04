import { z } from 'zod';
import { attemptTarget } from '../shared.events.js';
import { personView } from '../identity.js';
import { logNames } from '../event.js';
import { id, instant, instantInput, limit, page, text } from '../primitives.js';
import { logPosition, operation } from '../rpc.js';
import { auditFeedAnswer, auditFeedSlice } from './audit-feed.js';
import { checkOutReportQuery, checkOutReportRow } from './check-out-report.js';
import { requestList, requestListQuery } from './request-list.js';
import { summary, summaryQuery } from './summary.js';

/** A read that has seen at least these positions (header `Countersign-Position`). */
const atLeast = z.array(logPosition).max(10).default([]);

/** Query of `GET /v1/refused-attempts`. */
export const refusedAttemptsQuery = z.strictObject({
  /** Id of the person who tried. */
  person: text(256).optional(),
  code: text(64).optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  limit,
  cursor: z.string().max(500).optional(),
});

/** A record of attempts that a rule refused: who, what, why, how often. */
export const refusedAttemptView = z.object({
  id,
  log: z.enum(logNames),
  position: z.number().int(),
  at: instant,
  actor: personView,
  operation: z.string(),
  ...attemptTarget.shape,
  code: z.string(),
  detail: z.string(),
  /** Attempts since the previous record of the same person, target and code: records are at least a minute apart. */
  count: z.number().int(),
});
export type RefusedAttemptView = z.infer<typeof refusedAttemptView>;

/** The caller, and what awaits them. */
const me = z.object({
  ...personView.shape,
  groups: z.array(z.string()),
  roles: z.array(z.string()),
  awaiting: z.number().int(),
});

/** How many pending requests run on one version of a policy. */
export const versionInFlight = z.object({
  version: z.number().int().min(1),
  pending: z.number().int().min(1),
});

export const reportingRpc = {
  requests: operation(
    'reporting.requests',
    z.strictObject({ query: requestListQuery, atLeast }),
    requestList,
  ),
  inFlight: operation(
    'reporting.inFlight',
    z.strictObject({ policyId: id, atLeast }),
    z.object({ items: z.array(versionInFlight) }),
  ),
  /** For policy admins and auditors. */
  attempts: operation(
    'reporting.attempts',
    z.strictObject({ query: refusedAttemptsQuery, atLeast }),
    page(refusedAttemptView),
  ),
  /** For auditors. */
  events: operation('reporting.events', auditFeedSlice, auditFeedAnswer),
  /** For auditors. A page may have fewer rows than `limit` although there are more, because it is also limited in bytes. */
  checkOuts: operation(
    'reporting.checkOuts',
    z.strictObject({ query: checkOutReportQuery, atLeast }),
    page(checkOutReportRow),
  ),
  /** For auditors. */
  summary: operation('reporting.summary', z.strictObject({ query: summaryQuery, atLeast }), summary),
  me: operation('reporting.me', z.strictObject({ atLeast }), me),
} as const;
