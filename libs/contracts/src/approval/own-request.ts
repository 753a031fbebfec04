import { samePerson } from '../identity.js';
import type { PersonRef } from '../identity.js';
import type { GoverningPolicy } from '../policy/policy.rpc.js';
import { Refusal } from '../refusal.js';

/** The requester may not decide on their own request. */
export class SelfApproval extends Refusal {
  constructor() {
    super(
      'self-approval',
      403,
      'You made this request, and its policy lets nobody decide on their own request. You may cancel it.',
    );
  }
}

/** Not even where a policy allows self-approval: the requester is one of its authors. */
export class WroteThisPolicy extends Refusal {
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
