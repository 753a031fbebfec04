import type { StepRecord } from '../approval/approval.events.js';
import type { PolicyRef } from '../policy/policy.js';
import type { GoverningPolicy } from '../policy/policy.rpc.js';

/** The policy that governs a request, for people. */
export function refOfPolicy({ id, version, content }: GoverningPolicy): PolicyRef {
  return { id, version, name: content.name };
}

/** Which step is open, 0-based; null when none is. */
export function openStepIndex(steps: readonly Pick<StepRecord, 'status'>[]): number | null {
  const index = steps.findIndex((step) => step.status === 'pending');
  return index < 0 ? null : index;
}

/** The steps of a policy before anybody has decided: the first is open, the others wait. */
export function freshSteps({ content }: GoverningPolicy): StepRecord[] {
  return content.steps.map((step, index) => ({
    name: step.name ?? null,
    status: index === 0 ? 'pending' : 'waiting',
    requiredApprovals: step.requiredApprovals,
    approvers: step.approvers,
    decisions: [],
  }));
}
