import { durationSeconds, formatDuration } from '@countersign/contracts';
import type { PendingApproval } from './approval.js';
import { DurationTooShort, WindowOver } from './approval.errors.js';

/** The shortest of what was asked for and what approvers allowed: shortened, never lengthened (rule 9). ISO 8601. */
export function shortestDuration(
  { request, steps }: Pick<PendingApproval, 'request' | 'steps'>,
  maxDuration: string | null = null,
): string {
  const allowed = steps.flatMap((step) => step.decisions.map((decision) => decision.maxDuration));
  const given = [request.duration, ...allowed, maxDuration].filter((one) => one !== null);
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
 * A maintenance window ends when it was to end, however late it is approved (rule 11).
 * @throws WindowOver when nothing of it would be left
 */
export function assertWindowOpen(
  approval: PendingApproval,
  now: Date,
  maxDuration: string | null = null,
): void {
  const { startsAt } = approval.request;
  // Where the clock starts at check-out, the window has no end yet.
  if (startsAt === null || approval.policy.content.accessStarts === 'check-out') return;
  const end = Date.parse(startsAt) + 1000 * durationSeconds(shortestDuration(approval, maxDuration));
  if (now.getTime() >= end) throw new WindowOver(new Date(end).toISOString());
}
