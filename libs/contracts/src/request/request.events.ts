import { z } from 'zod';
import { id, instant } from '../primitives.js';
import { about, mfaProof, requestTerms, stepRecord, submission } from '../approval/approval.events.js';
import type { DomainEvent } from '../event.js';
import { refusedAttempt, personalDataErased } from '../shared.events.js';
import { checkpointData } from '../audit/checkpoint.js';

const submitted = submission.extend({
  /** The second factor that the submission proved; null without one. */
  mfa: mfaProof.nullable(),
});
const refused = z.object({
  ...about.shape,
  ...requestTerms.shape,
  /** The reason, as a stable code and a plain sentence. */
  code: z.string(),
  detail: z.string(),
  /**
   * Refused submissions that this event counts: its own, and repeats of an earlier refusal of the same person and names
   * that no other event counts.
   */
  count: z.number().int().positive(),
});
const unmatched = z.object({
  ...about.shape,
  ...requestTerms.shape,
  /** No policy governed it and nobody approved it: every report flags it. */
  unmatched: z.literal(true),
});
const ended = z.object({ ...about.shape, at: instant, steps: z.array(stepRecord) });
const granted = z.object({
  ...about.shape,
  startsAt: instant,
  /**
   * The current end of the access: the window's end; if the clock starts at check-out, the last instant for the check-out.
   */
  endsAt: instant,
  /** What was approved: the shortest duration. */
  duration: z.string(),
  /** Whether the end of the window is known from the grant on (`approval`), or only with the check-out. */
  accessStarts: z.enum(['approval', 'check-out']),
  /** It was granted ahead of its start, so `access.opened` will follow. */
  scheduled: z.boolean(),
});
const opened = z.object({
  ...about.shape,
  at: instant,
  /** The current end of the access. */
  endsAt: instant,
});
const checkedOut = z.object({
  ...about.shape,
  /** Id of the check-out and of all its tickets (`jti`). */
  ticketId: id,
  /** The requester, the event's actor, holds the account from then on. */
  at: instant,
  /** The current window. */
  startsAt: instant,
  endsAt: instant,
  exclusive: z.boolean(),
  /** The second factor that the check-out proved; null without one. */
  mfa: mfaProof.nullable(),
});
const checkedIn = z.object({ ...about.shape, ticketId: id, at: instant });
const accessEnded = z.object({
  ...about.shape,
  /** The check-out that it ended; null if there was none. */
  ticketId: id.nullable(),
  /** The end of the window, which may be before this was recorded. */
  at: instant,
  /** The end of the window has come, or the access was not checked out in time. */
  reason: z.enum(['window-over', 'not-used']),
});
/** By the event's actor, for the reason in its private text. */
const revoked = z.object({ ...about.shape, ticketId: id.nullable(), at: instant });

/**
 * Events of the request log. Each belongs to the stream `request-<id>`. An event that begins or ends a pending request
 * also belongs to the place of requester, resource and account, `place-<hash>`, and to the requester's open requests,
 * `requester-<hash>`. A check-out and its end also belong to the account, `account-<hash>`, and a check-out to
 * `ticket-<id>`. A refusal also belongs to the refusals of requester, resource and account, `refusals-<hash>-<day>`. The
 * other streams are `attempts-<hash>-<day>`, `checkpoints-<day>` and `erasures`.
 */
export const requestEventData = {
  'request.submitted': submitted,
  'request.refused': refused,
  /** Granted at once, because the installation grants requests that no policy governs; `access.granted` comes with it. */
  'request.unmatched': unmatched,
  'request.approved': ended,
  'request.rejected': ended,
  'request.cancelled': ended,
  'request.expired': ended,
  'access.granted': granted,
  /** The start of a window that was granted ahead has come. */
  'access.opened': opened,
  'access.checked_out': checkedOut,
  'access.checked_in': checkedIn,
  'access.ended': accessEnded,
  'access.revoked': revoked,
  /** A submission that a rule refused; without a policy it is `request.refused`. */
  'attempt.refused': refusedAttempt,
  /** The signed heads of all logs, about once a minute while any log grows. */
  'audit.checkpoint': checkpointData,
  'personal_data.erased': personalDataErased,
} as const;

export type RequestSubmitted = DomainEvent<'request.submitted', z.infer<typeof submitted>>;
export type RequestRefused = DomainEvent<'request.refused', z.infer<typeof refused>>;
export type RequestUnmatched = DomainEvent<'request.unmatched', z.infer<typeof unmatched>>;
type RequestApproved = DomainEvent<'request.approved', z.infer<typeof ended>>;
type RequestRejected = DomainEvent<'request.rejected', z.infer<typeof ended>>;
type RequestCancelled = DomainEvent<'request.cancelled', z.infer<typeof ended>>;
type RequestExpired = DomainEvent<'request.expired', z.infer<typeof ended>>;
export type AccessGranted = DomainEvent<'access.granted', z.infer<typeof granted>>;
type AccessOpened = DomainEvent<'access.opened', z.infer<typeof opened>>;
export type AccessCheckedOut = DomainEvent<'access.checked_out', z.infer<typeof checkedOut>>;
export type AccessCheckedIn = DomainEvent<'access.checked_in', z.infer<typeof checkedIn>>;
type AccessEnded = DomainEvent<'access.ended', z.infer<typeof accessEnded>>;
export type AccessRevoked = DomainEvent<'access.revoked', z.infer<typeof revoked>>;

export type RequestEvent =
  | RequestSubmitted
  | RequestRefused
  | RequestUnmatched
  | RequestApproved
  | RequestRejected
  | RequestCancelled
  | RequestExpired
  | AccessEvent;
/** Events that change the access of an approved request. */
export type AccessEvent =
  AccessGranted | AccessOpened | AccessCheckedOut | AccessCheckedIn | AccessEnded | AccessRevoked;
/** Events that begin or end a check-out, and so belong to the account's stream. */
export type AccountEvent = AccessCheckedOut | AccessCheckedIn | AccessEnded | AccessRevoked;
/** Events that begin or end a pending request, and so belong to the place of requester, resource and account. */
export type PlaceEvent =
  RequestSubmitted | RequestApproved | RequestRejected | RequestCancelled | RequestExpired;
