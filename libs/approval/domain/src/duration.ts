import { durationSeconds, formatDuration } from '@countersign/contracts';
import type { PendingApproval } from './approval.js';
import { DurationTooShort, WindowOver } from './approval.errors.js';

/** The shortest of what was asked for and what approvers allowed: shortened, never lengthened (rules.md#shortening). ISO 8601. */
export function shortestDuration(
  { terms, steps }: Pick<PendingApproval, 'terms' | 'steps'>,
  maxDuration: string | null = null,
): string {
  const allowed = steps.flatMap((step) => step.decisions.map((decision) => decision.maxDuration));
  const given = [terms.duration, ...allowed, maxDuration].filter((one) => one !== null);
  return formatDuration(Math.min(...given.map(durationSeconds)));
}

/** @throws DurationTooShort when an approver shortens below the policy's minimum */
export function assertLongEnough({ policy }: PendingApproval, maxDuration: string | null): void {
  const minimum = policy.content.minAccessDuration;
  if (maxDuration !== null && durationSeconds(maxDuration) < durationSeconds(minimum)) {
    throw new DurationTooShort(minimum);
  }
}

/**
 * A maintenance window ends when it was to end, however late it is approved.
 * @throws WindowOver when nothing of it would be left
 */
export function assertWindowOpen(
  approval: PendingApproval,
  now: Date,
  maxDuration: string | null = null,
): void {
  const { startsAt } = approval.terms;
  // Where the clock starts at check-out, the window has no end yet.
  if (startsAt === null || approval.policy.content.accessStarts === 'check-out') return;
  const end = Date.parse(startsAt) + 1000 * durationSeconds(shortestDuration(approval, maxDuration));
  if (now.getTime() >= end) throw new WindowOver(new Date(end).toISOString());
}
