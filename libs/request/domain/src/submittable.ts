import { durationSeconds } from '@countersign/contracts';
import type { PolicyContent, RequestTerms } from '@countersign/contracts';
import { unsatisfiableStep } from '@countersign/kernel';
import {
  CannotBeApproved,
  DurationOutOfRange,
  JustificationRequired,
  StartsAtOutOfRange,
} from './request.errors.js';

const FURTHEST_START_DAYS = 90;

/** What a person asks for, as far as rules depend on it. */
type Asked = RequestTerms & { justification: string | null };

/**
 * What the installation asks of a request that it grants without a policy.
 * @throws DurationOutOfRange, StartsAtOutOfRange
 */
export function assertGrantable(facts: RequestTerms, maxDuration: string, now: Date): void {
  if (durationSeconds(facts.duration) > durationSeconds(maxDuration)) {
    throw new DurationOutOfRange('PT1S', maxDuration, 'since no policy governs this');
  }
  assertStart(facts, now);
}

/**
 * What the policy and the calendar ask of a request.
 * @param withoutUserId - the requester, where the policy does not let them approve their own request
 * @throws DurationOutOfRange, JustificationRequired, StartsAtOutOfRange, CannotBeApproved
 */
export function assertSubmittable(
  facts: Asked,
  policy: PolicyContent,
  now: Date,
  withoutUserId?: string,
): void {
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
