import type { Schema } from '@countersign/api-client';

export type AuditEvent = Schema<'CloudEvent'>;
type Feed = Schema<'EventFeed'>;

/** How the feed is asked. */
export interface Question {
  /** Undefined: from the first event. */
  after: string | undefined;
  /** How long the answer may wait for something to happen, in seconds. */
  wait: number;
}

/** Reading the feed, and whom it tells. */
export interface FollowOptions {
  ask: (question: Question) => Promise<Feed>;
  /** @param isAtEnd - nothing has happened after these yet */
  onEvents: (events: AuditEvent[], isAtEnd: boolean) => void;
  signal: AbortSignal;
}

const WAIT_SECONDS = 25;

/**
 * Follows the audit feed until the signal comes. An answer without events is the end only if its cursor stays: with
 * filters, one call looks at so many events and no more.
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
