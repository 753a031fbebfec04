import { aboutOf, durationSeconds } from '@countersign/contracts';
import type {
  About,
  Caller,
  FreeTexts,
  GoverningPolicy,
  MfaProof,
  RequestEvent,
  RequestRefused,
  RequestSubmitted,
  RequestTerms,
  SubmitBody,
  Unmatched,
} from '@countersign/contracts';
import { assertFreshMfa, ownRequestRefusal } from '@countersign/kernel';
import { DuplicateRequest, noPolicyApplies } from './request.errors.js';
import { accessWindow } from './access-window.js';
import { granted } from './follow-outcome.js';
import { assertGrantable, assertSubmittable } from './submittable.js';
import type { Place } from './place.js';

/** Ask for access: what the requester wrote, the id it gets, and the policy version that governs it, if any. */
export interface Submit {
  requestId: string;
  body: SubmitBody;
  policy: GoverningPolicy | null;
}

/** The person who submits, the time, and the second factor that the token of this very call proves (null: none). */
export interface SubmitContext {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
  /** What becomes of a request that no policy governs. */
  unmatched: Unmatched;
}

/**
 * Accepts a request, with the whole content of the policy that governs it from now on (rules.md#governing-version); without such
 * a policy the refusal itself is recorded, or, where the installation is set to, the access is granted and flagged
 * (rules.md#unmatched-requests). A person with a pending
 * request for the same may be refused or granted this one, too: it is never pending.
 * @param place - of requester, resource and account
 * @throws CannotBeApproved, DurationOutOfRange, JustificationRequired, StartsAtOutOfRange, DuplicateRequest, SecondFactorNeeded
 */
export function submit(
  { requestId, body, policy }: Submit,
  place: Place,
  context: SubmitContext,
): RequestEvent[] {
  const { caller, now, mfa } = context;
  const { resource, account } = body;
  const about = aboutOf({ requestId, requester: caller, resource, account, policy });
  const asked = askedOf(body, now);
  const texts = { justification: body.justification ?? null };
  if (!policy) return withoutPolicy(about, asked, texts, context);
  const without = ownRequestRefusal(caller, policy) ? caller.id : undefined;
  assertSubmittable({ ...asked, ...texts }, policy.content, now, without);
  assertNoDuplicate(place, body, now);
  const { onRequest, maxAge } = policy.content.mfa;
  if (onRequest) assertFreshMfa(mfa, maxAge, now);
  const data = { ...about, ...asked, policy, expiresAt: expiry(asked, policy), mfa };
  return [{ type: 'request.submitted', schemaVersion: 1, data, texts } satisfies RequestSubmitted];
}

function askedOf({ duration, ticket, startsAt }: SubmitBody, now: Date): RequestTerms {
  return { duration, ticket: ticket ?? null, startsAt: startsAt ?? null, submittedAt: now.toISOString() };
}

/** rules.md#one-pending-request: a request whose TTL has passed is not pending any more, even before that has been recorded. */
function assertNoDuplicate(place: Place, names: SubmitBody, now: Date): void {
  if (place.status === 'taken' && now.getTime() < Date.parse(place.expiresAt))
    throw new DuplicateRequest(place, names);
}

function withoutPolicy(
  about: About,
  asked: RequestTerms,
  texts: FreeTexts,
  { unmatched, now }: SubmitContext,
): RequestEvent[] {
  if (unmatched.outcome === 'refused') {
    const data = { ...about, ...asked, ...noPolicyApplies(about) };
    return [{ type: 'request.refused', schemaVersion: 1, data, texts } satisfies RequestRefused];
  }
  assertGrantable(asked, unmatched.maxDuration, now);
  const { duration, submittedAt: at } = asked;
  const window = accessWindow({ approved: { at, duration }, facts: asked, policy: null }, now);
  const data = { ...about, ...asked, unmatched: true as const };
  return [{ type: 'request.unmatched', schemaVersion: 1, data, texts }, granted(about, window)];
}

/**
 * The policy's TTL from now; a request does not outlive the window it asks for. Where the clock starts at check-out, no
 * window ends before there was one.
 */
function expiry({ submittedAt, startsAt, duration }: RequestTerms, { content }: GoverningPolicy): string {
  const ttl = Date.parse(submittedAt) + 1000 * durationSeconds(content.requestTtl);
  const ends = startsAt !== null && content.accessStarts === 'approval';
  const windowEnd = ends ? Date.parse(startsAt) + 1000 * durationSeconds(duration) : Infinity;
  return new Date(Math.min(ttl, windowEnd)).toISOString();
}
