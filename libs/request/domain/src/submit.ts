import { durationSeconds, ownRequestRefusal, personOf } from '@countersign/contracts';
import type {
  Caller,
  GoverningPolicy,
  MfaProof,
  RequestEvent,
  RequestFacts,
  RequestRefused,
  RequestSlotEvent,
  RequestSubmitted,
  SubmitBody,
  Unmatched,
} from '@countersign/contracts';
import { assertFreshMfa } from '@countersign/contracts';
import type { AccessRequest } from './request.js';
import { DuplicateRequest, noPolicyApplies } from './request.errors.js';
import { accessWindow } from './access-window.js';
import { granted } from './follow-outcome.js';
import { assertGrantable, assertSubmittable } from './submittable.js';
import { takeSlot } from './slot.js';

/** Ask for access: what the requester wrote, the id it gets, and the policy version that governs it, if any. */
export interface Submit {
  requestId: string;
  body: SubmitBody;
  policy: GoverningPolicy | null;
}

/** Who submits, when, and the second factor that the token of this very call proves (null: none). */
export interface SubmitContext {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
  /** What becomes of a request that no policy governs. */
  unmatched: Unmatched;
}

/** Events of the request's own stream and of the place it takes: one append. */
export interface Submitted {
  request: RequestEvent[];
  slot: RequestSlotEvent[];
}

/**
 * Accepts a request, with the whole content of the policy that governs it from now on (rule 1); without such a
 * policy the refusal itself is recorded, or, where the installation is set to, the access is granted and flagged (rule 3).
 * A person who has a pending request for the same may have this one too: it is never pending.
 * @param open - the request that holds the place of requester, resource and account, or none
 * @throws CannotBeApproved, DurationOutOfRange, JustificationRequired, StartsAtOutOfRange, DuplicateRequest, SecondFactorNeeded
 */
export function submit(
  { requestId, body, policy }: Submit,
  open: AccessRequest,
  context: SubmitContext,
): Submitted {
  const facts = factsOf(body, context);
  if (!policy) return { request: withoutPolicy(requestId, facts, context), slot: [] };
  const without = ownRequestRefusal(facts.requester, policy) ? facts.requester.id : undefined;
  assertSubmittable(facts, policy.content, context.now, without);
  assertNoDuplicate(open, context.now);
  const { onRequest, maxAge } = policy.content.mfa;
  if (onRequest) assertFreshMfa(context.mfa, maxAge, context.now);
  return { request: [submitted(requestId, facts, policy, context.mfa)], slot: takeSlot(requestId) };
}

function factsOf(
  { resource, account, duration, ...given }: SubmitBody,
  { caller, now }: SubmitContext,
): RequestFacts {
  const { justification = null, ticket = null, startsAt = null } = given;
  const [requester, submittedAt] = [personOf(caller), now.toISOString()];
  return { requester, resource, account, duration, justification, ticket, startsAt, submittedAt };
}

/** A request whose TTL has passed is not pending any more, even before that has been recorded. */
function assertNoDuplicate(open: AccessRequest, now: Date): void {
  if (open.status === 'pending' && now.getTime() < Date.parse(open.expiresAt))
    throw new DuplicateRequest(open);
}

function submitted(
  requestId: string,
  request: RequestFacts,
  policy: GoverningPolicy,
  mfa: MfaProof | null,
): RequestSubmitted {
  const data = { requestId, request, policy, expiresAt: expiry(request, policy), mfa };
  return { type: 'request.submitted', schemaVersion: 2, data };
}

function refused(requestId: string, request: RequestFacts): RequestRefused {
  return {
    type: 'request.refused',
    schemaVersion: 1,
    data: { requestId, request, ...noPolicyApplies(request) },
  };
}

function withoutPolicy(
  requestId: string,
  request: RequestFacts,
  { unmatched, now }: SubmitContext,
): RequestEvent[] {
  if (unmatched.outcome === 'refused') return [refused(requestId, request)];
  assertGrantable(request, unmatched.maxDuration, now);
  const { duration, submittedAt: at } = request;
  const window = accessWindow({ approved: { at, duration }, facts: request, policy: null }, now);
  return [
    { type: 'request.unmatched', schemaVersion: 1, data: { requestId, request, unmatched: true } },
    granted(requestId, window),
  ];
}

/**
 * The policy's TTL from now; a request does not outlive the window it asks for. Where the clock starts at check-out, no
 * window ends before there was one.
 */
function expiry({ submittedAt, startsAt, duration }: RequestFacts, { content }: GoverningPolicy): string {
  const ttl = Date.parse(submittedAt) + 1000 * durationSeconds(content.requestTtl);
  const ends = startsAt !== null && content.accessStarts === 'approval';
  const windowEnd = ends ? Date.parse(startsAt) + 1000 * durationSeconds(duration) : Infinity;
  return new Date(Math.min(ttl, windowEnd)).toISOString();
}
