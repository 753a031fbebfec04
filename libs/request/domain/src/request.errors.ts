import { Refusal } from '@countersign/contracts';
import type { OpenRequest } from './place.js';
import type { RequestFacts } from './request.js';

/** Why a request without a policy is refused: recorded with it, and answered as 403. */
export function noPolicyApplies({ resource, account }: Pick<RequestFacts, 'resource' | 'account'>) {
  return {
    code: 'no-policy-applies',
    detail: `No enabled policy governs the account ${account} on the resource ${resource}, so nobody may approve its use.`,
  };
}

/** The refusal as it was recorded; the same to every repeat. */
export class RecordedRefusal extends Refusal {
  /** @param position - where it is recorded, as the header `Countersign-Position` has it; null when unknown */
  constructor(
    requestId: string,
    { code, detail }: { code: string; detail: string },
    position: string | null = null,
  ) {
    super(code, 403, detail, { refusedRequestId: requestId, position });
  }
}

/** One pending request per requester, resource and account. */
export class DuplicateRequest extends Refusal {
  constructor({ requestId }: OpenRequest, facts: Pick<RequestFacts, 'resource' | 'account'>) {
    super(
      'duplicate-request',
      409,
      `You already have a pending request for the account ${facts.account} on ${facts.resource}: ${requestId}.`,
      { openRequestId: requestId },
    );
  }
}

/** One person has a limited number of pending requests (rules.md#open-requests). */
export class TooManyOpenRequests extends Refusal {
  constructor(maxOpenRequests: number) {
    super(
      'too-many-open-requests',
      409,
      `You already have ${maxOpenRequests} pending requests, and nobody may have more. Cancel a request that you no longer need, or wait until one has been decided.`,
      { maxOpenRequests },
    );
  }
}

/** Shorter or longer than the policy allows, or than the installation allows without a policy. */
export class DurationOutOfRange extends Refusal {
  constructor(minAccessDuration: string, maxAccessDuration: string, where = 'as the policy says') {
    const message = `must be between ${minAccessDuration} and ${maxAccessDuration}, ${where}`;
    super(
      'duration-out-of-range',
      422,
      `The duration ${message}.`,
      { minAccessDuration, maxAccessDuration },
      [{ path: 'duration', message }],
    );
  }
}

/** The policy asks for a justification. */
export class JustificationRequired extends Refusal {
  constructor() {
    super(
      'justification-required',
      422,
      'The policy requires a justification. Say why you need this access.',
      {},
      [{ path: 'justification', message: 'is required by the policy' }],
    );
  }
}

/** The window must start between now and some days ahead. */
export class StartsAtOutOfRange extends Refusal {
  constructor(days: number) {
    const message = `must be neither in the past nor more than ${days} days ahead`;
    super('starts-at-out-of-range', 422, `startsAt ${message}.`, {}, [{ path: 'startsAt', message }]);
  }
}

/** Without the requester, a step has too few approvers. `step` is 0-based. */
export class CannotBeApproved extends Refusal {
  constructor(step: number, name: string | undefined) {
    const which = `step ${step + 1}${name === undefined ? '' : ` ("${name}")`}`;
    super(
      'cannot-be-approved',
      422,
      `Nobody could ever approve this request: without you, ${which} of the policy has too few approvers left.`,
      { step, name: name ?? null },
    );
  }
}
