import { freshSteps, openStepIndex, refOfPolicy, viewOfFacts, viewOfStep } from '@countersign/contracts';
import type { RequestView, You } from '@countersign/contracts';
import { viewOfAccess } from '@countersign/request-domain';
import type {
  EndedRequest,
  PendingRequest,
  RefusedRequest,
  UnmatchedRequest,
} from '@countersign/request-domain';

/** A request just submitted, before its approval is asked for anything: its first step is open. */
export function viewOfFresh(request: PendingRequest, version: number, you: You): RequestView {
  const { requestId, facts, policy, expiresAt } = request;
  const steps = freshSteps(policy);
  return {
    ...{ id: requestId, status: 'pending', outcome: null, version },
    ...viewOfFacts(facts),
    ...{ policy: refOfPolicy(policy), unmatched: false },
    currentStep: openStepIndex(steps),
    steps: steps.map(viewOfStep),
    expiresAt,
    ...{ decidedAt: null, refusal: null, access: null, you },
  };
}

/**
 * A request that is not pending any more, with its access as it is now. `version` counts the approval's events too.
 * @param you - what the caller may do with the access; without one there is nothing more to do
 */
export function viewOfEnded(
  request: EndedRequest,
  version: number,
  now: Date,
  you: You | null = null,
): RequestView {
  const { requestId, status, facts, policy, expiresAt, at, steps } = request;
  const access = request.status === 'approved' && request.access ? viewOfAccess(request.access, now) : null;
  return {
    ...{ id: requestId, status, outcome: null, version: version + approvalEvents(request) },
    ...viewOfFacts(facts),
    ...{ policy: refOfPolicy(policy), unmatched: false },
    currentStep: null,
    steps: steps.map(viewOfStep),
    ...{ expiresAt, decidedAt: at, refusal: null, access },
    you: you ?? nothingMore(whyNotPending(request)),
  };
}

/** A request that no policy allowed. */
export function viewOfRefused(
  { requestId, facts, code, detail }: RefusedRequest,
  version: number,
): RequestView {
  return {
    ...{ id: requestId, status: 'refused', outcome: null, version },
    ...viewOfFacts(facts),
    ...{
      policy: null,
      unmatched: false,
      currentStep: null,
      steps: [],
      expiresAt: null,
      decidedAt: facts.submittedAt,
    },
    ...{ refusal: { code, detail }, access: null },
    you: nothingMore(`This request was refused: ${detail}`),
  };
}

/** A request that was granted without a policy: nobody was asked, and nothing of it was ever pending. */
export function viewOfUnmatched(
  request: UnmatchedRequest,
  version: number,
  now: Date,
  you: You | null = null,
): RequestView {
  const { requestId, facts } = request;
  const access = request.access && viewOfAccess(request.access, now);
  return {
    ...{ id: requestId, status: 'approved', outcome: null, version },
    ...viewOfFacts(facts),
    ...{ policy: null, unmatched: true, currentStep: null, steps: [] },
    ...{ expiresAt: null, decidedAt: facts.submittedAt, refusal: null, access },
    you: you ?? nothingMore(whyNotPending(request)),
  };
}

/** The events in the approval's stream once it has ended: it was opened, decided on, and ended. */
function approvalEvents({ steps }: EndedRequest): number {
  return 2 + steps.reduce((sum, step) => sum + step.decisions.length, 0);
}

/** Why nobody decides on it any more. */
export function whyNotPending(request: EndedRequest | UnmatchedRequest): string {
  if (request.status === 'unmatched')
    return `No policy governs this request; it was granted without approval at ${request.facts.submittedAt}.`;
  const how = request.status === 'expired' ? 'left to expire' : request.status;
  return `This request is not pending any more: it was ${how} at ${request.at}.`;
}

function nothingMore(detail: string): You {
  return { may: [], why: { code: 'not-pending', detail } };
}
