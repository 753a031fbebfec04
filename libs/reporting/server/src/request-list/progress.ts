import { ownRequestRefusal } from '@countersign/contracts';
import type { ApprovalEvent, ApprovalOpened, Decision } from '@countersign/contracts';
import { approverKey, personKey } from '../approver-keys.js';

interface Taken {
  step: number;
  by: string;
  decision: Decision['decision'];
}

/** An approval folded as far as the inbox needs it. Plain JSON: it is kept beside the row. */
export interface Progress {
  requestId: string;
  /** Version of the approval's stream it is folded up to: an event at or before it changes nothing. */
  version: number;
  /** Empty once the approval has ended. */
  steps: { required: number; approvers: string[] }[];
  distinctApprovers: boolean;
  /** Key of the requester, who may not decide; null where the policy lets them (rule 7). */
  excludedRequester: string | null;
  taken: Taken[];
}

/** Whom the request waits for. */
export interface Awaited {
  openStep: number | null;
  openTo: string[];
  closedTo: string[];
}

/**
 * Folds one event of an approval.
 * @throws Error when the approval was never seen to open: the projection would show something that never was
 */
export function evolveProgress(
  progress: Progress | undefined,
  event: ApprovalEvent,
  version: number,
): Progress {
  if (progress && version <= progress.version) return progress;
  if (event.type === 'approval.opened') return opened(event, version);
  if (!progress) throw new Error(`${event.type} of ${event.data.requestId} came before approval.opened`);
  switch (event.type) {
    case 'approval.decided': {
      const { step, decision } = event.data;
      const taken = { step, by: personKey(decision.by), decision: decision.decision };
      return { ...progress, version, taken: [...progress.taken, taken] };
    }
    case 'approval.approved':
    case 'approval.rejected':
    case 'approval.cancelled':
    case 'approval.expired':
      // What is over needs no more than the version, to know its events again.
      return { ...progress, version, steps: [], taken: [] };
    default:
      return event satisfies never;
  }
}

/** Whom the request waits for now: rules 7 and 8, as far as they do not depend on the token of a call. */
export function awaitedBy(progress: Progress): Awaited {
  const openStep = openStepOf(progress);
  const step = openStep === null ? undefined : progress.steps[openStep];
  if (openStep === null || !step) return { openStep: null, openTo: [], closedTo: [] };
  return { openStep, openTo: step.approvers, closedTo: closedTo(progress, openStep) };
}

function opened({ data: { requestId, request, policy } }: ApprovalOpened, version: number): Progress {
  const { steps, distinctApprovers } = policy.content;
  return {
    requestId,
    version,
    steps: steps.map((step) => ({
      required: step.requiredApprovals,
      approvers: [...new Set(step.approvers.map(approverKey))],
    })),
    distinctApprovers,
    excludedRequester: ownRequestRefusal(request.requester, policy) ? personKey(request.requester) : null,
    taken: [],
  };
}

/** The first step that lacks people; none once the approval has ended or somebody has rejected. */
function openStepOf({ steps, taken }: Progress): number | null {
  if (taken.some(({ decision }) => decision === 'reject')) return null;
  const open = steps.findIndex(({ required }, step) => approversOf(taken, step).size < required);
  return open === -1 ? null : open;
}

/** People, never approvals, are counted. */
function approversOf(taken: Taken[], step: number): Set<string> {
  return new Set(taken.filter((one) => one.step === step && one.decision === 'approve').map(({ by }) => by));
}

function closedTo({ taken, distinctApprovers, excludedRequester }: Progress, openStep: number): string[] {
  const decided = taken.filter(({ step }) => step === openStep || distinctApprovers).map(({ by }) => by);
  return [...new Set(excludedRequester === null ? decided : [excludedRequester, ...decided])];
}
