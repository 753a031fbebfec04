import type { StepRecord } from '@countersign/contracts';

/** A step with the time it was open. */
export interface TimedStep extends StepRecord {
  /** Null while it waits, and when it was never reached. */
  openedAt: string | null;
  /** When it was approved or rejected. */
  completedAt: string | null;
}

/** A step is open from the completion of the one before it, the first from the submission. */
export function timedSteps(steps: readonly StepRecord[], submittedAt: string): TimedStep[] {
  let openedAt: string | null = submittedAt;
  return steps.map((step) => {
    const timed = { ...step, openedAt, completedAt: completedAt(step) };
    openedAt = step.status === 'approved' ? timed.completedAt : null;
    return timed;
  });
}

/** The decision that completes a step is its last. */
function completedAt({ status, decisions }: StepRecord): string | null {
  if (status !== 'approved' && status !== 'rejected') return null;
  return (
    decisions
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? null
  );
}
