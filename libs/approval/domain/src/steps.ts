import { samePerson } from '@countersign/contracts';
import type { Decision, PersonRef, StepRecord } from '@countersign/contracts';

/** The steps after a decision on one of them: a step that reaches its quorum is approved, and the next step opens. */
export function recordDecision(
  steps: readonly StepRecord[],
  index: number,
  decision: Decision,
): StepRecord[] {
  const after = steps.map((step, i) => (i === index ? decidedStep(step, decision) : step));
  return after[index]?.status === 'approved' ? openNext(after, index + 1) : after;
}

/** The steps once the request has ended: steps that need no decision any more are closed. */
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

/** The different people who approved a step, in the order of their approvals. */
export function peopleWhoApproved(step: Pick<StepRecord, 'decisions'>): PersonRef[] {
  return step.decisions
    .filter(({ decision }) => decision === 'approve')
    .map(({ by }) => by)
    .filter((person, index, all) => all.findIndex((other) => samePerson(person, other)) === index);
}

/** Enough different people have approved (rules.md#quorum): people are counted, with `≥`, never decisions with `=`. */
export function quorumReached(step: Pick<StepRecord, 'decisions' | 'requiredApprovals'>): boolean {
  return peopleWhoApproved(step).length >= step.requiredApprovals;
}
