import { authorOf, freshSteps, openStepIndex, ownStream } from '@countersign/contracts';
import type {
  ApprovalDecided,
  ApprovalEvent,
  ApprovalOpened,
  Decision,
  StepRecord,
} from '@countersign/contracts';
import { ownRequestRefusal } from '@countersign/kernel';
import { approverKey, personKey } from '../approver-keys.js';
import type { Recorded } from '../recorded.js';

/** A step, without the decisions taken on it. */
export type ApprovalStep = Omit<StepRecord, 'decisions'>;

/** A decision, with the attributes of the type `reporting.decision`. */
export interface TakenDecision {
  /** 0-based. */
  step: number;
  issuer: string;
  id: string;
  /** Name, e-mail address and comment are null if nobody gave them, or if they were erased. */
  name: string | null;
  email: string | null;
  decision: Decision['decision'];
  max_duration: string | null;
  comment: string | null;
  at: string;
  mfa_methods: readonly string[] | null;
  mfa_at: string | null;
  self_approval: boolean;
  /** Position of the event whose private text has name, e-mail address and comment. */
  position: number;
  erased_at: string | null;
}

/** What lists, inbox, report and summary need to know of an approval. */
export interface ApprovalState {
  requestId: string;
  /** Version of the last folded event of the approval's stream: events up to this version change nothing. */
  version: number;
  policyId: string;
  /** When the first step opened: with the submission. */
  openedAt: string;
  distinctApprovers: boolean;
  /** Key of the requester, unless the policy lets them decide; then null. */
  excluded: string | null;
  steps: ApprovalStep[];
  /** When each completed step was completed, in the order of the steps. */
  completedAt: string[];
  decisions: TakenDecision[];
  cancelComment: string | null;
  /** Position of the event whose private text has the comment; null unless the requester cancelled the request. */
  cancelPosition: number | null;
}

/**
 * Folds one event of an approval. Pure.
 * @throws Error when the event that opens the approval is missing: lists would show a state that never existed
 */
export function evolveApproval(
  known: ApprovalState | undefined,
  event: Recorded<ApprovalEvent>,
): ApprovalState {
  const { version } = ownStream(event);
  if (known && version <= known.version) return known;
  if (event.type === 'approval.opened') return opened(event.data, version);
  if (!known) throw new Error(`${event.type} of ${event.data.requestId} came before approval.opened`);
  switch (event.type) {
    case 'approval.decided':
      return { ...decided(known, event.data.step, takenDecision(event)), version };
    case 'approval.approved':
    case 'approval.rejected':
    case 'approval.expired':
      return { ...known, version, steps: event.data.steps.map(withoutDecisions) };
    case 'approval.cancelled': {
      const cancelled = { ...known, version, steps: event.data.steps.map(withoutDecisions) };
      const { private: texts, position } = event;
      return { ...cancelled, cancelComment: texts?.comment ?? null, cancelPosition: position };
    }
    default:
      return event satisfies never;
  }
}

/** The people for whom an approval waits. */
export interface Awaited {
  /** 0-based; null when no step is open. */
  openStep: number | null;
  /** Keys of the approvers of the open step. */
  openTo: string[];
  /** Keys of the people whom a rule excludes from the open step. */
  closedTo: string[];
}

/** The people for whom an approval waits now, as far as the groups in their tokens do not matter. Pure. */
export function awaitedBy({ steps, decisions, distinctApprovers, excluded }: ApprovalState): Awaited {
  const openStep = openStepIndex(steps);
  const step = openStep === null ? undefined : steps[openStep];
  if (!step) return { openStep: null, openTo: [], closedTo: [] };
  const decided = decisions
    .filter((decision) => decision.step === openStep || distinctApprovers)
    .map(personKey);
  return {
    openStep,
    openTo: [...new Set(step.approvers.map(approverKey))],
    closedTo: [...new Set(excluded === null ? decided : [excluded, ...decided])],
  };
}

function opened(data: ApprovalOpened['data'], version: number): ApprovalState {
  const { requestId, requester, policy, submittedAt } = data;
  return {
    requestId,
    version,
    policyId: policy.id,
    openedAt: submittedAt,
    distinctApprovers: policy.content.distinctApprovers,
    excluded: ownRequestRefusal(requester, policy) ? personKey(requester) : null,
    steps: freshSteps(policy).map(withoutDecisions),
    completedAt: [],
    decisions: [],
    cancelComment: null,
    cancelPosition: null,
  };
}

function takenDecision(event: Recorded<ApprovalDecided>): TakenDecision {
  const { step, decision } = event.data;
  const { name, email } = authorOf(event);
  return {
    step,
    issuer: decision.by.issuer,
    id: decision.by.id,
    name,
    email,
    decision: decision.decision,
    max_duration: decision.maxDuration,
    comment: event.private?.comment ?? null,
    at: decision.at,
    mfa_methods: decision.mfa?.methods ?? null,
    mfa_at: decision.mfa?.at ?? null,
    self_approval: decision.selfApproval,
    position: event.position,
    erased_at: null,
  };
}

function decided(known: ApprovalState, at: number, taken: TakenDecision): ApprovalState {
  const step = known.steps[at];
  if (!step) throw new Error(`a decision on step ${at}, which does not exist`);
  const decisions = [...known.decisions, taken];
  const onStep = decisions.filter((decision) => decision.step === at);
  const status = statusAfter(onStep, step.requiredApprovals);
  if (step.status !== 'pending' || status === 'pending') return { ...known, decisions };
  const steps = known.steps.map((one, index): ApprovalStep => {
    if (index === at) return { ...one, status };
    return index === at + 1 && status === 'approved' ? { ...one, status: 'pending' } : one;
  });
  return { ...known, decisions, steps, completedAt: [...known.completedAt, lastOf(onStep)] };
}

/** Counts people, not approvals (rules.md#quorum). */
function statusAfter(decisions: readonly TakenDecision[], required: number): StepRecord['status'] {
  if (decisions.some(({ decision }) => decision === 'reject')) return 'rejected';
  return new Set(decisions.map(personKey)).size >= required ? 'approved' : 'pending';
}

/** The last decision on a step completes it. */
function lastOf(decisions: readonly TakenDecision[]): string {
  return (
    decisions
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? ''
  );
}

function withoutDecisions({ decisions: _, ...step }: StepRecord): ApprovalStep {
  return step;
}
