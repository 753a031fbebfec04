import type { Schema } from '@countersign/api-client';

export type AuditEvent = Schema<'CloudEvent'>;
type Feed = Schema<'EventFeed'>;

/** One read of the feed. */
export interface Question {
  /** The cursor to read after; undefined reads from the first event. */
  after: string | undefined;
  /** How long the answer may wait for a new event, in seconds. */
  wait: number;
}

interface FollowOptions {
  ask: (question: Question) => Promise<Feed>;
  /** @param isAtEnd - whether there are no further events yet */
  onEvents: (events: AuditEvent[], isAtEnd: boolean) => void;
  signal: AbortSignal;
}

const WAIT_SECONDS = 25;

/**
 * Follows the audit feed until the signal aborts. An answer without events means the end only if its cursor is unchanged:
 * with filters, one call examines a limited number of events.
 *
 * @throws what `ask` throws
 */
export async function followEvents({ ask, onEvents, signal }: FollowOptions): Promise<void> {
  let after: string | undefined;
  let isAtEnd = false;
  for (;;) {
    const { items, nextCursor } = await ask({ after, wait: isAtEnd ? WAIT_SECONDS : 0 });
    if (signal.aborted) return;
    isAtEnd = items.length === 0 && nextCursor === after;
    onEvents(items, isAtEnd);
    after = nextCursor;
  }
}
