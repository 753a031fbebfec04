import { refOf, samePerson } from '@countersign/contracts';
import type { Actor, Approver, PersonRef, PolicyContent } from '@countersign/contracts';

/**
 * The authors of a policy after another version: its creator, and every person who wrote a version that changed who
 * approves, how many must approve, or whether people may approve their own requests. Each is there once, in the order
 * in which they first wrote such a version. A service is no author, since it never requests anything (rules.md#self-approval).
 * @param before - content of the version before; null for the first version
 */
export function authorsAfter(
  authors: readonly PersonRef[],
  before: PolicyContent | null,
  { content, actor }: { content: PolicyContent; actor: Actor },
): readonly PersonRef[] {
  if (actor.kind !== 'person' || (before && !changesApproval(before, content))) return authors;
  return authors.some((author) => samePerson(author, actor)) ? authors : [...authors, refOf(actor)];
}

function changesApproval(before: PolicyContent, after: PolicyContent): boolean {
  return JSON.stringify(approvalOf(before)) !== JSON.stringify(approvalOf(after));
}

/** `distinctApprovers` belongs to it: without it, one person may stand for several of the approvals. */
function approvalOf({ steps, allowSelfApproval, distinctApprovers }: PolicyContent) {
  const needed = steps.map(({ approvers, requiredApprovals }) => [
    requiredApprovals,
    approvers.map(approverKey).sort(),
  ]);
  return [allowSelfApproval, distinctApprovers, needed];
}

/** The order of the approvers within a step, and a step's name, change nothing. */
function approverKey({ type, id }: Approver): string {
  return `${type} ${id}`;
}
