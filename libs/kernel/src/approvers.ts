import { Refusal, samePerson } from '@countersign/contracts';
import type { Approver, Caller, GoverningPolicy, PersonRef } from '@countersign/contracts';

/**
 * The entry that makes the caller an approver of a step now: the entry with their id, else the first group that the
 * token of this call names (rules.md#eligibility). Group membership is never taken from anywhere else.
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

/** The requester cannot decide on their own request. */
class SelfApproval extends Refusal {
  constructor() {
    super(
      'self-approval',
      403,
      'You made this request, and its policy does not let people decide on their own requests. You may cancel it.',
    );
  }
}

/** The requester is an author of the policy, which rules out self-approval even where the policy allows it. */
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

/** A single instance, because it is always the same and most answers only quote it. */
const selfApproval = new SelfApproval();

/** Why the requester cannot decide on their own request (rules.md#self-approval); null when they can. */
export function ownRequestRefusal(requester: PersonRef, policy: GoverningPolicy): Refusal | null {
  if (!policy.content.allowSelfApproval) return selfApproval;
  if (policy.authors.some((author) => samePerson(requester, author))) return new WroteThisPolicy(policy);
  return null;
}
