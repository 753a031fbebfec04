import { z } from 'zod';
import { id, instant } from '../primitives.js';
import { person } from '../identity.js';
import { governingPolicy } from '../policy/policy.rpc.js';
import { mfaProof, requestFacts, stepRecord } from '../approval/approval.events.js';
import type { DomainEvent } from '../event.js';
import { refusedAttempt } from '../attempt/refused-attempt.js';
import { checkpointData } from '../audit/checkpoint.js';

const submitted = z.object({
  requestId: id,
  request: requestFacts,
  policy: governingPolicy,
  expiresAt: instant,
  /** The second factor that the submission proved; null without one. */
  mfa: mfaProof.nullable(),
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
  /** When it is over as it stands: the window's end; where the clock starts at check-out, the last instant to use it. */
  endsAt: instant,
  /** What was approved: the shortest duration. */
  duration: z.string(),
  /** Whether the window has its end from the grant on (`approval`), or gets it with the check-out (rule 11). */
  accessStarts: z.enum(['approval', 'check-out']),
  /** It was granted ahead of its start: `access.opened` follows then. */
  scheduled: z.boolean(),
});
const opened = z.object({ requestId: id, at: instant, /** When it is over as it stands. */ endsAt: instant });
const checkedOut = z.object({
  requestId: id,
  /** Of the check-out, and of every ticket signed for it (`jti`). */
  ticketId: id,
  by: person,
  at: instant,
  /** The window as it stands now. */
  startsAt: instant,
  endsAt: instant,
  exclusive: z.boolean(),
  /** The second factor that the check-out proved; null without one. */
  mfa: mfaProof.nullable(),
});
const checkedIn = z.object({ requestId: id, ticketId: id, by: person, at: instant });
const accessEnded = z.object({
  requestId: id,
  /** The check-out it ended; null when there was none. */
  ticketId: id.nullable(),
  /** The end of the window, which may be before this was recorded. */
  at: instant,
  /** The window's end has come, or it was not checked out in time. */
  reason: z.enum(['window-over', 'not-used']),
});
const revoked = z.object({
  requestId: id,
  ticketId: id.nullable(),
  by: person,
  at: instant,
  reason: z.string(),
});
const taken = z.object({
  ticketId: id,
  requestId: id,
  resource: z.string(),
  account: z.string(),
  by: person,
  at: instant,
  endsAt: instant,
  exclusive: z.boolean(),
});
const released = z.object({ ticketId: id, requestId: id });
const issued = z.object({ ticketId: id, requestId: id });
const slot = z.object({ requestId: id });

/**
 * Events of the request log: streams `request-<id>`, `open_request-<hash>` (rule 6), `account-<hash>` (rule 12),
 * `ticket-<id>`, `attempts-<hash>-<day>` and `checkpoints-<day>`.
 */
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
  /** The start of a window that was granted ahead has come. */
  'access.opened': opened,
  'access.checked_out': checkedOut,
  'access.checked_in': checkedIn,
  'access.ended': accessEnded,
  'access.revoked': revoked,
  /** Each account on a resource is a stream: who holds it (rule 12). Written in the same append as the check-out. */
  'account.taken': taken,
  /** Names the check-out it releases, so that no other is cut. */
  'account.released': released,
  /** Each ticket id is a stream, by which its request is found. */
  'ticket.issued': issued,
  /** One pending request per requester, resource and account: each such triple is a stream. */
  'request.slot_taken': slot,
  'request.slot_released': slot,
  /** A submission that a rule refused; without a policy it is `request.refused`. */
  'attempt.refused': refusedAttempt,
  /** The signed heads of all logs, about once a minute while one of them moves. */
  'audit.checkpoint': checkpointData,
} as const;

export type RequestSubmitted = DomainEvent<'request.submitted', z.infer<typeof submitted>>;
export type RequestRefused = DomainEvent<'request.refused', z.infer<typeof refused>>;
export type RequestUnmatched = DomainEvent<'request.unmatched', z.infer<typeof unmatched>>;
export type RequestApproved = DomainEvent<'request.approved', z.infer<typeof ended>>;
export type RequestRejected = DomainEvent<'request.rejected', z.infer<typeof ended>>;
export type RequestCancelled = DomainEvent<'request.cancelled', z.infer<typeof cancelled>>;
export type RequestExpired = DomainEvent<'request.expired', z.infer<typeof ended>>;
export type AccessGranted = DomainEvent<'access.granted', z.infer<typeof granted>>;
export type AccessOpened = DomainEvent<'access.opened', z.infer<typeof opened>>;
export type AccessCheckedOut = DomainEvent<'access.checked_out', z.infer<typeof checkedOut>>;
export type AccessCheckedIn = DomainEvent<'access.checked_in', z.infer<typeof checkedIn>>;
export type AccessEnded = DomainEvent<'access.ended', z.infer<typeof accessEnded>>;
export type AccessRevoked = DomainEvent<'access.revoked', z.infer<typeof revoked>>;
export type AccountTaken = DomainEvent<'account.taken', z.infer<typeof taken>>;
export type AccountReleased = DomainEvent<'account.released', z.infer<typeof released>>;
export type TicketIssued = DomainEvent<'ticket.issued', z.infer<typeof issued>>;
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
  | AccessEvent;
/** What becomes of the access of an approved request, in the request's own stream. */
export type AccessEvent =
  AccessGranted | AccessOpened | AccessCheckedOut | AccessCheckedIn | AccessEnded | AccessRevoked;
export type AccountEvent = AccountTaken | AccountReleased;
export type RequestSlotEvent = RequestSlotTaken | RequestSlotReleased;
