import { durationMs, durationSeconds, formatDuration } from '@countersign/contracts';
import type { PendingApproval } from './approval.js';
import { DurationTooShort, WindowOver } from './approval.errors.js';

/** The shortest of the requested duration and the durations that approvers allow, ISO 8601 (rules.md#shortening). */
export function shortestDuration(
  { terms, steps }: Pick<PendingApproval, 'terms' | 'steps'>,
  maxDuration: string | null = null,
): string {
  const allowed = steps.flatMap((step) => step.decisions.map((decision) => decision.maxDuration));
  const durations = [terms.duration, ...allowed, maxDuration].filter((duration) => duration !== null);
  return formatDuration(Math.min(...durations.map(durationSeconds)));
}

/** @throws DurationTooShort when an approver shortens below the policy's minimum */
export function assertLongEnough({ policy }: PendingApproval, maxDuration: string | null): void {
  const minimum = policy.content.minAccessDuration;
  if (maxDuration !== null && durationSeconds(maxDuration) < durationSeconds(minimum)) {
    throw new DurationTooShort(minimum);
  }
}

/**
 * A maintenance window ends at its planned end, however late it is approved (rules.md#access-window).
 * @throws WindowOver when no time would be left in it
 */
export function assertWindowOpen(
  approval: PendingApproval,
  now: Date,
  maxDuration: string | null = null,
): void {
  const { startsAt } = approval.terms;
  // Where the clock starts at check-out, the window has no end yet.
  if (startsAt === null || approval.policy.content.accessStarts === 'check-out') return;
  const end = Date.parse(startsAt) + durationMs(shortestDuration(approval, maxDuration));
  if (now.getTime() >= end) throw new WindowOver(new Date(end).toISOString());
}
