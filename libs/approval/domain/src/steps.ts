import type { Decision, StepRecord } from '@countersign/contracts';
import { quorumReached } from './quorum.js';

/** The steps after a decision on one of them: with its quorum a step is approved and the next one opens. */
export function recordDecision(
  steps: readonly StepRecord[],
  index: number,
  decision: Decision,
): StepRecord[] {
  const after = steps.map((step, i) => (i === index ? decidedStep(step, decision) : step));
  return after[index]?.status === 'approved' ? openNext(after, index + 1) : after;
}

/** The steps when pending has ended: what nobody needs to decide any more is closed. */
export function closeSteps(steps: readonly StepRecord[]): StepRecord[] {
  return steps.map((step) =>
    step.status === 'pending' || step.status === 'waiting' ? { ...step, status: 'closed' } : step,
  );
}

function decidedStep(step: StepRecord, decision: Decision): StepRecord {
  const decided = { ...step, decisions: [...step.decisions, decision] };
  if (decision.decision === 'reject') return { ...decided, status: 'rejected' };
  return quorumReached(decided) ? { ...decided, status: 'approved' } : decided;
}

function openNext(steps: StepRecord[], next: number): StepRecord[] {
  return steps.map((step, i) => (i === next ? { ...step, status: 'pending' } : step));
}
