import { Refusal, samePerson } from '@countersign/contracts';
import type { Approver, Caller, GoverningPolicy, PersonRef } from '@countersign/contracts';

/**
 * The entry of a step by which the caller is one of its approvers now: their own, else the first group that the
 * token of this very call names. Undefined when there is none. Group membership is never taken from anywhere else.
 */
export function matchingApprover(
  caller: Pick<Caller, 'id' | 'groups'>,
  approvers: readonly Approver[],
): Approver | undefined {
  return (
    approvers.find((entry) => entry.type === 'user' && entry.id === caller.id) ??
    approvers.find((entry) => entry.type === 'group' && caller.groups.includes(entry.id))
  );
}

/** The requester may not decide on their own request. */
class SelfApproval extends Refusal {
  constructor() {
    super(
      'self-approval',
      403,
      'You made this request, and its policy lets nobody decide on their own request. You may cancel it.',
    );
  }
}

/** Not even where a policy allows self-approval: the requester is one of its authors. */
class WroteThisPolicy extends Refusal {
  constructor(policy: GoverningPolicy) {
    super(
      'wrote-this-policy',
      403,
      `You made this request and helped to write the policy "${policy.content.name}" that governs it: you changed ` +
        'who approves, how many must approve, or whether people may approve their own requests. Others must decide on ' +
        'it. You may cancel it.',
    );
  }
}

/** One for all: it says the same of everybody, and is made for every answer that only tells of it. */
const selfApproval = new SelfApproval();

/** Which rule keeps a requester from deciding on their own request (rules.md#self-approval); null when the policy lets them. */
export function ownRequestRefusal(requester: PersonRef, policy: GoverningPolicy): Refusal | null {
  if (!policy.content.allowSelfApproval) return selfApproval;
  if (policy.authors.some((author) => samePerson(requester, author))) return new WroteThisPolicy(policy);
  return null;
}
