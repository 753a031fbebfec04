import { refOf } from '@countersign/contracts';
import type { Attempt, SubmitBody } from '@countersign/contracts';
import type { Ran } from '@countersign/event-log';
import type { CallContext } from '@countersign/rpc';
import { noPolicyApplies } from '@countersign/request-domain';
import type { RefusedAttempts } from '@countersign/service';

/**
 * Counts the repeats of one submission that was refused because no policy governs it (rules.md#repeated-refusals). The
 * next refusal of the same person and names counts them; if there is none within a minute, they are recorded as refused
 * attempts.
 */
export class RefusedRepeats {
  private readonly attempt: Omit<Attempt, 'count'>;
  private taken: number | undefined;

  constructor(
    private readonly attempts: RefusedAttempts,
    { resource, account }: SubmitBody,
    private readonly call: CallContext,
  ) {
    this.attempt = {
      by: refOf(call.caller),
      operation: 'request.submit',
      target: { requestId: null, resource, account },
      ...noPolicyApplies({ resource, account }),
    };
  }

  /** The repeats that no event counts yet, for the refusal that is being decided. */
  take(): number {
    return (this.taken ??= this.attempts.take(this.attempt));
  }

  /**
   * Runs the submission. Afterwards counts it if it was a repeat, and gives back what was taken if nothing was recorded. If
   * it is not known whether the log has stored the refusal, repeats are counted twice rather than not at all.
   */
  async counting(run: () => Promise<Ran>): Promise<Ran> {
    let uncounted = 0;
    try {
      const ran = await run();
      const isRecorded = ran.appended !== null && !ran.appended.repeated;
      if (isRecorded) this.taken = 0;
      // Only a repeat appends nothing.
      if (ran.appended === null) uncounted = 1;
      return ran;
    } finally {
      uncounted += this.taken ?? 0;
      if (uncounted) this.attempts.add(this.attempt, this.call, uncounted);
    }
  }
}
