import { freshSteps } from '@countersign/contracts';
import type { ApprovalEvent, Decision, StepRecord } from '@countersign/contracts';
import { personKey } from '../approver-keys.js';

/** An approval folded as far as reports need it. Plain JSON: it is kept as it is. */
export interface ApprovalSteps {
  requestId: string;
  /** Version of the approval's stream it is folded up to: an event at or before it changes nothing. */
  version: number;
  policyId: string;
  /** When the first step opened: with the submission. */
  openedAt: string;
  steps: StepRecord[];
}

/**
 * Folds one event of an approval. The outcome carries its steps as they ended; until then they are counted as
 * rule 8 does.
 * @throws Error when the approval was never seen to open
 */
export function evolveSteps(
  known: ApprovalSteps | undefined,
  event: ApprovalEvent,
  version: number,
): ApprovalSteps {
  if (known && version <= known.version) return known;
  if (event.type === 'approval.opened') {
    const { requestId, policy, request } = event.data;
    const { submittedAt: openedAt } = request;
    return { requestId, version, policyId: policy.id, openedAt, steps: freshSteps(policy) };
  }
  if (!known) throw new Error(`${event.type} of ${event.data.requestId} came before approval.opened`);
  if (event.type === 'approval.decided')
    return { ...known, version, steps: decided(known.steps, event.data.step, event.data.decision) };
  return { ...known, version, steps: event.data.steps };
}

function decided(steps: StepRecord[], at: number, decision: Decision): StepRecord[] {
  const step = steps[at];
  if (!step) throw new Error(`a decision on step ${at}, which there is not`);
  const decisions = [...step.decisions, decision];
  const status = statusAfter(decisions, step.requiredApprovals);
  return steps.map((one, index) => {
    if (index === at) return { ...one, decisions, status };
    return index === at + 1 && status === 'approved' ? { ...one, status: 'pending' } : one;
  });
}

/** People, never approvals, are counted. */
function statusAfter(decisions: Decision[], required: number): StepRecord['status'] {
  if (decisions.some(({ decision }) => decision === 'reject')) return 'rejected';
  return new Set(decisions.map(({ by }) => personKey(by))).size >= required ? 'approved' : 'pending';
}
