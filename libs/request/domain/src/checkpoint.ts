import { CHECKPOINT_OWN_LOG } from '@countersign/contracts';
import type { CheckpointHead, CheckpointRecorded, Folding } from '@countersign/contracts';

/** The heads that the last checkpoint of a day signed; null before the first checkpoint. */
export type LastCheckpoint = readonly CheckpointHead[] | null;

/** How a stream of checkpoints is folded. */
export const checkpointFold = {
  initialState: null as LastCheckpoint,
  evolve: (_: LastCheckpoint, { data }: Folding<CheckpointRecorded>): LastCheckpoint => data.heads,
};

/** Whether the logs need a checkpoint; `doubtful`, with the reason, if they do not follow from the last checkpoint. */
export type CheckpointNeed = { kind: 'none' } | { kind: 'due' } | { kind: 'doubtful'; why: string };

/**
 * A checkpoint is due when any log has grown since the last checkpoint. The event of a checkpoint itself, which makes
 * the request log longer by one event, does not count. A log that is shorter than at its last checkpoint has a mirror
 * that is being rebuilt, or was restored to an older state. A log with another hash there was rewritten.
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

/** Whether a log has grown; a sentence if it does not continue from the last checkpoint. */
function stepOf(last: CheckpointHead | undefined, { log, position, hash }: CheckpointHead): boolean | string {
  if (!last) return position > 0;
  if (position < last.position)
    return `the ${log} log ends at ${position}, and was at ${last.position} at the last checkpoint`;
  if (position === last.position && last.hash !== null && hash !== last.hash)
    return `the ${log} log has another event at ${position} than at the last checkpoint`;
  return position - last.position > (log === CHECKPOINT_OWN_LOG ? 1 : 0);
}
