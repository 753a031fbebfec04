import { isoSeconds } from '../../shared/duration-text.js';
import type { OpenStep, Request, Step } from './types.js';
import { isolated } from '../../shared/isolated.js';

/** The title of a step: "Manager Review", or "Step 2" where it has no name. @param index - 0-based */
export const stepTitle = (name: string | null | undefined, index: number): string =>
  name === null || name === undefined ? `Step ${index + 1}` : isolated(name);

/** The approvers of a step: "dave", "anyone of security", "anyone of managers or dave". */
export function whoText(approvers: Step['approvers']): string {
  const names = approvers.map(({ type, id }) =>
    type === 'group' ? `anyone of ${isolated(id)}` : isolated(id),
  );
  const last = names.pop() ?? 'nobody';
  return names.length ? `${names.join(', ')} or ${last}` : last;
}

/** How many people must approve: "2 approvals needed, by different people" (`rules.md#quorum`). */
export function askedText(requiredApprovals: number): string {
  return requiredApprovals === 1
    ? '1 approval needed'
    : `${requiredApprovals} approvals needed, by different people`;
}

/** The number of approvals that an open step still needs (`rules.md#quorum`). */
export function missingApprovals({ requiredApprovals, decisions }: Step): number {
  const people = new Set(decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by.id));
  return Math.max(0, requiredApprovals - people.size);
}

/** The approvals that an open step waits for: "1 more approval by anyone of security". */
export const missingText = (step: Step): string =>
  awaitedText({ ...step, missingApprovals: missingApprovals(step) });

/** The same for a step of a list, which says how many approvals it still needs. */
export function awaitedText({
  missingApprovals: missing,
  requiredApprovals,
  approvers,
}: Pick<OpenStep, 'missingApprovals' | 'requiredApprovals' | 'approvers'>): string {
  const more = missing < requiredApprovals ? ' more' : '';
  return `${missing}${more} ${missing === 1 ? 'approval' : 'approvals'} by ${whoText(approvers)}`;
}

/** The shortest duration that an approver allowed, if it is shorter than the requested one (`rules.md#shortening`). */
export function shortenedTo({ duration, steps }: Pick<Request, 'duration' | 'steps'>): string | null {
  const limits = steps.flatMap(({ decisions }) => decisions.flatMap(({ maxDuration }) => maxDuration ?? []));
  const shortest = [duration, ...limits].reduce((a, b) =>
    (isoSeconds(b) ?? 0) < (isoSeconds(a) ?? 0) ? b : a,
  );
  return shortest === duration ? null : shortest;
}
