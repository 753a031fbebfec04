import { freshSteps, openStepIndex, refOfPolicy, viewOfPerson } from '@countersign/contracts';
import type { ApprovalState, RequestView, StepRecord, StepView, You } from '@countersign/contracts';
import { viewOfAccess } from '@countersign/request-domain';
import type {
  EndedRequest,
  KnownRequest,
  PendingRequest,
  RefusedRequest,
  RequestFacts,
  UnmatchedRequest,
} from '@countersign/request-domain';

/** A request that was just submitted, before its approval has opened: its first step is open. */
export function viewOfFresh(request: PendingRequest, version: number, you: You): RequestView {
  const steps = freshSteps(request.policy);
  return {
    ...viewOfSubmission(request, version),
    status: 'pending',
    currentStep: openStepIndex(steps),
    steps: steps.map(viewOfStep),
    you,
  };
}

/** A request that is pending here, with its approval as the approval service gives it. */
export function viewOfPending(
  request: PendingRequest,
  version: number,
  approval: ApprovalState,
): RequestView {
  const { outcome, currentStep, steps, decidedAt, you } = approval;
  return {
    ...viewOfSubmission(request, version),
    status: 'pending',
    outcome,
    currentStep,
    steps,
    decidedAt,
    you,
  };
}

/**
 * A request that is no longer pending, with its access.
 * @param approval - names and comments of its decisions; null where the approval service does not answer
 * @param you - what the caller may do with the access; null if there is no access
 */
export function viewOfEnded(
  request: EndedRequest,
  version: number,
  now: Date,
  approval: ApprovalState | null,
  you: You | null = null,
): RequestView {
  const { status, at, steps } = request;
  return {
    ...viewOfSubmission(request, version),
    status,
    steps: approval ? approval.steps : steps.map(viewOfStep),
    decidedAt: at,
    access: request.status === 'approved' && request.access ? viewOfAccess(request.access, now) : null,
    ...(approval === null && { incomplete: true as const }),
    you: you ?? nothingMore(whyNotPending(request)),
  };
}

/** A request that no policy allowed. */
export function viewOfRefused(request: RefusedRequest, version: number): RequestView {
  const { code, detail } = request;
  return {
    ...viewOfUngoverned(request, version),
    status: 'refused',
    unmatched: false,
    refusal: { code, detail },
    access: null,
    you: nothingMore(`This request was refused: ${detail}`),
  };
}

/** A request that was granted without a policy: it was never pending, and nobody was asked. */
export function viewOfUnmatched(
  request: UnmatchedRequest,
  version: number,
  now: Date,
  you: You | null = null,
): RequestView {
  return {
    ...viewOfUngoverned(request, version),
    status: 'approved',
    unmatched: true,
    refusal: null,
    access: request.access && viewOfAccess(request.access, now),
    you: you ?? nothingMore(whyNotPending(request)),
  };
}

function viewOfSubmission(request: PendingRequest | EndedRequest, version: number) {
  return {
    ...viewOfFacts(request, version),
    unmatched: false,
    policy: refOfPolicy(request.policy),
    expiresAt: request.expiresAt,
    outcome: null,
    currentStep: null,
    decidedAt: null,
    refusal: null,
    access: null,
  };
}

function viewOfUngoverned(request: RefusedRequest | UnmatchedRequest, version: number) {
  return {
    ...viewOfFacts(request, version),
    policy: null,
    outcome: null,
    currentStep: null,
    steps: [],
    expiresAt: null,
    decidedAt: request.facts.submittedAt,
  };
}

type FactMembers = 'id' | 'version' | 'requester' | 'erasedAt' | Exclude<keyof RequestFacts, 'requester'>;

function viewOfFacts({ about, facts }: KnownRequest, version: number): Pick<RequestView, FactMembers> {
  const { erasedAt } = facts.requester;
  return {
    id: about.requestId,
    version,
    ...facts,
    requester: viewOfPerson(facts.requester),
    ...(erasedAt !== null && { erasedAt }),
  };
}

/** A step as the request's own log records it, without names and comments. */
function viewOfStep(step: StepRecord): StepView {
  const decisions = step.decisions.map(({ by, decision, maxDuration, at, mfa, selfApproval }) => ({
    by: viewOfPerson(by),
    decision,
    comment: null,
    maxDuration,
    at,
    mfa: mfa !== null,
    selfApproval,
  }));
  return { ...step, decisions };
}

/** Why there is nothing left to decide. */
export function whyNotPending(request: EndedRequest | UnmatchedRequest): string {
  if (request.status === 'unmatched')
    return `No policy governs this request; it was granted without approval at ${request.facts.submittedAt}.`;
  const how = request.status === 'expired' ? 'left to expire' : request.status;
  return `This request is no longer pending: it was ${how} at ${request.at}.`;
}

function nothingMore(detail: string): You {
  return { may: [], why: { code: 'not-pending', detail } };
}
