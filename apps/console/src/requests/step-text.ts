import { isoSeconds } from '../shared/duration-text.js';
import type { OpenStep, Request, Step } from './types.js';

/** "Manager Review", or "Step 2" where it has no name. @param index - 0-based */
export const stepTitle = (name: string | null | undefined, index: number): string =>
  name ?? `Step ${index + 1}`;

/** Whom a step asks: "dave", "anyone of security", "anyone of managers or dave". */
export function whoText(approvers: Step['approvers']): string {
  const names = approvers.map(({ type, id }) => (type === 'group' ? `anyone of ${id}` : id));
  const last = names.pop() ?? 'nobody';
  return names.length ? `${names.join(', ')} or ${last}` : last;
}

/** How many must approve; who they are is said beside it: "2 approvals needed, by different people". */
export function askedText(requiredApprovals: number): string {
  return requiredApprovals === 1
    ? '1 approval needed'
    : `${requiredApprovals} approvals needed, by different people`;
}

/** Approvals that an open step still needs. */
export function missingApprovals({ requiredApprovals, decisions }: Step): number {
  const people = new Set(decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by.id));
  return Math.max(0, requiredApprovals - people.size);
}

/** What an open step waits for: "1 more approval by anyone of security". */
export const missingText = (step: Step): string =>
  awaitedText({ ...step, missingApprovals: missingApprovals(step) });

/** The same for a step that says how many approvals it still needs. */
export function awaitedText({
  missingApprovals: missing,
  requiredApprovals,
  approvers,
}: Pick<OpenStep, 'missingApprovals' | 'requiredApprovals' | 'approvers'>): string {
  const more = missing < requiredApprovals ? ' more' : '';
  return `${missing}${more} ${missing === 1 ? 'approval' : 'approvals'} by ${whoText(approvers)}`;
}

/** The shortest duration that an approver allowed, where it is shorter than what was asked for (rule 9); else null. */
export function shortenedTo({ duration, steps }: Pick<Request, 'duration' | 'steps'>): string | null {
  const limits = steps.flatMap(({ decisions }) => decisions.flatMap(({ maxDuration }) => maxDuration ?? []));
  const shortest = [duration, ...limits].reduce((a, b) =>
    (isoSeconds(b) ?? 0) < (isoSeconds(a) ?? 0) ? b : a,
  );
  return shortest === duration ? null : shortest;
}
