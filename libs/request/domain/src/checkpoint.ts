import { CHECKPOINT_OWN_LOG } from '@countersign/contracts';
import type { CheckpointHead, CheckpointRecorded, Folding } from '@countersign/contracts';

/** The heads that a day's last checkpoint signed; null before its first. */
export type LastCheckpoint = readonly CheckpointHead[] | null;

/** How a stream of checkpoints is folded. */
export const checkpointFold = {
  initialState: null as LastCheckpoint,
  evolve: (_: LastCheckpoint, { data }: Folding<CheckpointRecorded>): LastCheckpoint => data.heads,
};

/** Whether the logs need a checkpoint; `doubtful` where they do not follow from the last one, and then why. */
export type CheckpointNeed = { kind: 'none' } | { kind: 'due' } | { kind: 'doubtful'; why: string };

/**
 * A checkpoint is due when any log has moved since the last one. Each is an event itself, which moves the request
 * log by one: that one is no reason for the next. Where a log lies before its last checkpoint, its mirror is being
 * made anew, or it was put back to an older state; where it differs there, it was rewritten. Pure.
 */
export function checkpointNeed(last: LastCheckpoint, heads: readonly CheckpointHead[]): CheckpointNeed {
  const steps = heads.map((head) =>
    stepOf(
      last?.find(({ log }) => log === head.log),
      head,
    ),
  );
  const doubt = steps.find((step) => typeof step === 'string');
  if (doubt !== undefined) return { kind: 'doubtful', why: doubt };
  return { kind: steps.includes(true) ? 'due' : 'none' };
}

/** Whether a log has moved; a sentence where it has not moved on from where it was. */
function stepOf(last: CheckpointHead | undefined, { log, position, hash }: CheckpointHead): boolean | string {
  if (!last) return position > 0;
  if (position < last.position)
    return `the ${log} log ends at ${position}, and was at ${last.position} at the last checkpoint`;
  if (position === last.position && last.hash !== null && hash !== last.hash)
    return `the ${log} log has another event at ${position} than at the last checkpoint`;
  return position - last.position > (log === CHECKPOINT_OWN_LOG ? 1 : 0);
}
