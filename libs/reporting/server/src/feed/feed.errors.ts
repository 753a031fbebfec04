import { InvalidInput, Refusal } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';

/** The mirrors cannot be read now (503). */
export class FeedUnavailable extends Refusal {
  constructor() {
    super(
      'feed-unavailable',
      503,
      'The events cannot be read now: NATS does not answer, or their mirror is being rebuilt. Try again shortly.',
      { retryAfter: 1 },
    );
  }
}

/**
 * The cursor is beyond the end of the mirror (503): either the mirror is being rebuilt and will reach the cursor, or the
 * log was restored to an older state. Only the operator knows which is the case, so no page is returned.
 */
export class CursorAhead extends Refusal {
  constructor(log: LogName, position: number, end: number) {
    super(
      'cursor-ahead',
      503,
      `The cursor is at ${position} of the ${log} log, but only ${end} of its events can be read now. They are being republished, ` +
        'or the database was restored to an older state; if this lasts, ask the operator.',
      { log, position, end, retryAfter: 1 },
    );
  }
}

/** The event at the cursor is no longer in the log (409), because the log was restored to an older state. */
export class CursorDiverged extends Refusal {
  constructor(log: LogName, position: number) {
    super(
      'cursor-diverged',
      409,
      `The ${log} log no longer holds event ${position}, which this cursor names: the database was restored to an older ` +
        'state. Keep what you have received as evidence, and read again from the beginning.',
      { log, position },
    );
  }
}

/** The text is not a cursor of this feed (422). */
export const notACursor = (): InvalidInput =>
  new InvalidInput([{ path: 'after', message: 'is not a cursor of this feed' }]);
