import { z } from 'zod';
import { id, instant } from '../primitives.js';
import { person } from '../identity.js';
import { governingPolicy } from '../policy/policy.rpc.js';
import { requestFacts, stepRecord } from '../approval/approval.events.js';
import type { DomainEvent } from '../event.js';
import { refusedAttempt } from '../attempt/refused-attempt.js';

const submitted = z.object({
  requestId: id,
  request: requestFacts,
  policy: governingPolicy,
  expiresAt: instant,
});
const refused = z.object({
  requestId: id,
  request: requestFacts,
  /** Why, as a stable code and a plain sentence. */
  code: z.string(),
  detail: z.string(),
});
const unmatched = z.object({
  requestId: id,
  request: requestFacts,
  /** No policy governed it and nobody approved it: every report flags it. */
  unmatched: z.literal(true),
});
const ended = z.object({ requestId: id, at: instant, steps: z.array(stepRecord) });
const cancelled = ended.extend({ by: person, comment: z.string().nullable() });
const granted = z.object({
  requestId: id,
  startsAt: instant,
  endsAt: instant,
  /** What was approved: the shortest duration. */
  duration: z.string(),
});
const slot = z.object({ requestId: id });

/** Events of the request log: streams `request-<id>`, `open_request-<hash>` (rule 6) and `attempts-<hash>-<day>`. */
export const requestEventData = {
  'request.submitted': submitted,
  'request.refused': refused,
  /** Granted at once because the installation grants what no policy governs; `access.granted` comes with it. */
  'request.unmatched': unmatched,
  'request.approved': ended,
  'request.rejected': ended,
  'request.cancelled': cancelled,
  'request.expired': ended,
  'access.granted': granted,
  /** One pending request per requester, resource and account: each such triple is a stream. */
  'request.slot_taken': slot,
  'request.slot_released': slot,
  /** A submission that a rule refused; without a policy it is `request.refused`. */
  'attempt.refused': refusedAttempt,
} as const;

export type RequestSubmitted = DomainEvent<'request.submitted', z.infer<typeof submitted>>;
export type RequestRefused = DomainEvent<'request.refused', z.infer<typeof refused>>;
export type RequestUnmatched = DomainEvent<'request.unmatched', z.infer<typeof unmatched>>;
export type RequestApproved = DomainEvent<'request.approved', z.infer<typeof ended>>;
export type RequestRejected = DomainEvent<'request.rejected', z.infer<typeof ended>>;
export type RequestCancelled = DomainEvent<'request.cancelled', z.infer<typeof cancelled>>;
export type RequestExpired = DomainEvent<'request.expired', z.infer<typeof ended>>;
export type AccessGranted = DomainEvent<'access.granted', z.infer<typeof granted>>;
export type RequestSlotTaken = DomainEvent<'request.slot_taken', z.infer<typeof slot>>;
export type RequestSlotReleased = DomainEvent<'request.slot_released', z.infer<typeof slot>>;

export type RequestEvent =
  | RequestSubmitted
  | RequestRefused
  | RequestUnmatched
  | RequestApproved
  | RequestRejected
  | RequestCancelled
  | RequestExpired
  | AccessGranted;
export type RequestSlotEvent = RequestSlotTaken | RequestSlotReleased;
