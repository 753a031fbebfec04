import { aboutOf, durationMs, durationSeconds } from '@countersign/contracts';
import type {
  About,
  Caller,
  FreeTexts,
  GoverningPolicy,
  MfaProof,
  PolicyContent,
  RequestEvent,
  RequestRefused,
  RequestSubmitted,
  RequestTerms,
  SubmitBody,
  Unmatched,
} from '@countersign/contracts';
import { assertFreshMfa, ownRequestRefusal, unsatisfiableStep } from '@countersign/kernel';
import {
  CannotBeApproved,
  DuplicateRequest,
  DurationOutOfRange,
  JustificationRequired,
  noPolicyApplies,
  StartsAtOutOfRange,
  TooManyOpenRequests,
} from './request.errors.js';
import { accessWindow } from './access-window.js';
import { granted } from './follow-outcome.js';
import { FURTHEST_START_DAYS } from './longest-open.js';
import { isPending } from './place.js';
import type { OpenRequests, Place } from './place.js';
import { isRepeated } from './refusals.js';
import type { LastRefusal } from './refusals.js';

/** Ask for access: the request as the requester wrote it, its id, and the policy version that governs it, if any. */
export interface Submit {
  requestId: string;
  body: SubmitBody;
  policy: GoverningPolicy | null;
}

/** What the requester asked for earlier, as far as a new submission depends on it. */
export interface Earlier {
  /** The place of requester, resource and account. */
  place: Place;
  open: OpenRequests;
  /** The last refusal of the same submission because no policy governed it; null if there is none. */
  refusal: LastRefusal | null;
  /** Repeats of refusals that no event counts yet. */
  repeats: number;
}

/** Earlier submissions of a person who made none. */
export const NOTHING_EARLIER: Earlier = { place: { status: 'free' }, open: [], refusal: null, repeats: 0 };

/** The person who submits, the time, and the second factor that the token of this call proves, or null. */
export interface SubmitContext {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
  /** How many pending requests a person may have. */
  maxOpenRequests: number;
  /** What happens to a request that no policy governs. */
  unmatched: Unmatched;
}

/**
 * Accepts a request, with the whole content of the policy that governs it from now on (rules.md#governing-version);
 * without such a policy the refusal itself is recorded, or, where the installation is set to, the access is granted and
 * flagged (rules.md#unmatched-requests). A repeat of such a refusal within a minute has no events: its answer is the first
 * refusal (rules.md#repeated-refusals). A person with a pending request for the same may be refused or granted this
 * one, too: it is never pending.
 * @throws CannotBeApproved, DurationOutOfRange, JustificationRequired, StartsAtOutOfRange, DuplicateRequest,
 *   TooManyOpenRequests, SecondFactorNeeded
 */
export function submit(
  { requestId, body, policy }: Submit,
  earlier: Earlier,
  context: SubmitContext,
): RequestEvent[] {
  const { caller, now, mfa } = context;
  const { resource, account } = body;
  const about = aboutOf({ requestId, requester: caller, resource, account, policy });
  const asked = askedOf(body, now);
  const texts = { justification: body.justification ?? null };
  if (!policy) return withoutPolicy(about, asked, texts, earlier, context);
  const without = ownRequestRefusal(caller, policy) ? caller.id : undefined;
  assertSubmittable({ ...asked, ...texts }, policy.content, now, without);
  assertNoDuplicate(earlier.place, body, now);
  assertRoom(earlier.open, context);
  const { onRequest, maxAge } = policy.content.mfa;
  if (onRequest) assertFreshMfa(mfa, maxAge, now);
  const data = { ...about, ...asked, policy, expiresAt: expiry(asked, policy), mfa };
  return [{ type: 'request.submitted', schemaVersion: 1, data, texts } satisfies RequestSubmitted];
}

function askedOf({ duration, ticket, startsAt }: SubmitBody, now: Date): RequestTerms {
  return { duration, ticket: ticket ?? null, startsAt: startsAt ?? null, submittedAt: now.toISOString() };
}

/** rules.md#one-pending-request */
function assertNoDuplicate(place: Place, names: SubmitBody, now: Date): void {
  if (place.status === 'taken' && isPending(place, now)) throw new DuplicateRequest(place, names);
}

/** rules.md#open-requests */
function assertRoom(open: OpenRequests, { maxOpenRequests, now }: SubmitContext): void {
  // Expired requests are looked for only where they could matter.
  if (open.length < maxOpenRequests) return;
  const pending = open.filter((one) => isPending(one, now));
  if (pending.length >= maxOpenRequests) throw new TooManyOpenRequests(maxOpenRequests);
}

function withoutPolicy(
  about: About,
  asked: RequestTerms,
  texts: FreeTexts,
  { refusal, repeats }: Earlier,
  { unmatched, now }: SubmitContext,
): RequestEvent[] {
  if (unmatched.outcome === 'refused') {
    if (isRepeated(refusal, now)) return [];
    const data = { ...about, ...asked, ...noPolicyApplies(about), count: repeats + 1 };
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
  const ttl = Date.parse(submittedAt) + durationMs(content.requestTtl);
  const ends = startsAt !== null && content.accessStarts === 'approval';
  const windowEnd = ends ? Date.parse(startsAt) + durationMs(duration) : Infinity;
  return new Date(Math.min(ttl, windowEnd)).toISOString();
}

/** The parts of a submission that rules depend on. */
type Asked = RequestTerms & { justification: string | null };

/**
 * The limits for a request that the installation grants without a policy.
 * @throws DurationOutOfRange, StartsAtOutOfRange
 */
function assertGrantable(facts: RequestTerms, maxDuration: string, now: Date): void {
  if (durationSeconds(facts.duration) > durationSeconds(maxDuration)) {
    throw new DurationOutOfRange('PT1S', maxDuration, 'since no policy governs this');
  }
  assertStart(facts, now);
}

/**
 * The limits that the policy and the calendar set for a request.
 * @param withoutUserId - the requester, where they may not approve their own request
 * @throws DurationOutOfRange, JustificationRequired, StartsAtOutOfRange, CannotBeApproved
 */
function assertSubmittable(facts: Asked, policy: PolicyContent, now: Date, withoutUserId?: string): void {
  assertDuration(facts, policy);
  assertJustified(facts, policy);
  assertStart(facts, now);
  const step = unsatisfiableStep({ ...policy, allowSelfApproval: false }, withoutUserId);
  if (step !== null) throw new CannotBeApproved(step, policy.steps[step]?.name);
}

function assertDuration(
  { duration }: RequestTerms,
  { minAccessDuration, maxAccessDuration }: PolicyContent,
): void {
  const seconds = durationSeconds(duration);
  if (seconds < durationSeconds(minAccessDuration) || seconds > durationSeconds(maxAccessDuration)) {
    throw new DurationOutOfRange(minAccessDuration, maxAccessDuration);
  }
}

function assertJustified({ justification }: Asked, policy: PolicyContent): void {
  if (policy.justification === 'required' && !justification?.trim()) throw new JustificationRequired();
}

function assertStart({ startsAt }: RequestTerms, now: Date): void {
  if (startsAt === null) return;
  const ahead = Date.parse(startsAt) - now.getTime();
  if (ahead < 0 || ahead > FURTHEST_START_DAYS * 86_400_000)
    throw new StartsAtOutOfRange(FURTHEST_START_DAYS);
}
