import type { Step } from './types.js';

type Asked = Pick<Step, 'approvers' | 'requiredApprovals'>;

/** "Manager Review", or "Step 2" where it has no name. @param index - 0-based */
export const stepTitle = (name: string | null | undefined, index: number): string =>
  name ?? `Step ${index + 1}`;

/** Whom a step asks: "dave", "anyone of security", "anyone of managers or dave". */
export function whoText(approvers: Step['approvers']): string {
  const names = approvers.map(({ type, id }) => (type === 'group' ? `anyone of ${id}` : id));
  const last = names.pop() ?? 'nobody';
  return names.length ? `${names.join(', ')} or ${last}` : last;
}

/** How many must approve: "1 approval by …", "2 approvals by …". */
export function askedText({ approvers, requiredApprovals }: Asked): string {
  const count = requiredApprovals === 1 ? '1 approval' : `${requiredApprovals} approvals by different people`;
  return `${count}: ${whoText(approvers)}`;
}

/** Approvals that an open step still needs. */
export function missingApprovals({ requiredApprovals, decisions }: Step): number {
  const people = new Set(decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by.id));
  return Math.max(0, requiredApprovals - people.size);
}

/** What an open step waits for: "1 more approval by anyone of security". */
export function missingText(step: Step): string {
  const missing = missingApprovals(step);
  const more = missing < step.requiredApprovals ? ' more' : '';
  return `${missing}${more} ${missing === 1 ? 'approval' : 'approvals'} by ${whoText(step.approvers)}`;
}
