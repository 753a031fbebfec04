import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { CursorForm } from '@countersign/mirror';
import type { SeenPosition, VectorCursor } from '@countersign/mirror';
import { notACursor } from './feed.errors.js';

/** A reader's place in the feed: a position in each log. */
export type FeedCursor = VectorCursor<LogName>;

const form = new CursorForm(logNames);

/** Builds a cursor from a position for each log. */
export const cursorOf = (at: (log: LogName) => SeenPosition): FeedCursor => form.of(at);

/** Before the first event of every log. */
export const BEGINNING: FeedCursor = cursorOf(() => ({ position: 0, mark: '' }));

/** The cursor as an opaque text, made of `policy=12:<mark>&request=40:<mark>&approval=0`. */
export const encodeFeedCursor = (cursor: FeedCursor): string => form.encode(cursor);

/**
 * Reads {@link encodeFeedCursor}'s text and accepts no other spelling.
 * @throws InvalidInput (422)
 */
export function decodeFeedCursor(text: string): FeedCursor {
  const cursor = form.decode(text);
  if (!cursor) throw notACursor();
  return cursor;
}
