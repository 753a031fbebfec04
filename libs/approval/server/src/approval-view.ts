import { openStepIndex, refOfPolicy, viewOfFacts, viewOfStep } from '@countersign/contracts';
import type { Caller, RequestView } from '@countersign/contracts';
import { asOf, whatMayDo } from '@countersign/approval-domain';
import type { OpenedApproval } from '@countersign/approval-domain';

/** Events of the request's own stream while it is pending: it was submitted. */
const SUBMITTED = 1;

/**
 * The request as its approval knows it. How pending ended is its `outcome`: the status is for the request itself to
 * say, once it has followed (rule 15).
 * @param version - of the approval's stream
 */
export function viewOfApproval(
  approval: OpenedApproval,
  version: number,
  caller: Caller,
  now: Date,
): RequestView {
  const current = asOf(approval, now);
  const { requestId, request, policy, expiresAt, steps } = current;
  const ended = current.status === 'pending' ? null : current;
  return {
    ...{ id: requestId, status: 'pending', outcome: ended && ended.status, version: SUBMITTED + version },
    ...viewOfFacts(request),
    unmatched: false,
    policy: refOfPolicy(policy),
    currentStep: openStepIndex(steps),
    steps: steps.map(viewOfStep),
    ...{ expiresAt, decidedAt: ended && ended.at, refusal: null, access: null },
    you: whatMayDo(caller, current, now),
  };
}
