import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { notACursor } from './feed.errors.js';

/** The last event seen of a log: its position, and the beginning of its hash; 0 and empty before the first. */
export interface FeedPosition {
  position: number;
  mark: string;
}

/** Where a reader of the feed is: a position in each log. */
export type FeedCursor = Readonly<Record<LogName, FeedPosition>>;

/** Before the first event of every log. */
export const BEGINNING: FeedCursor = cursorOf(() => ({ position: 0, mark: '' }));

/** Enough of a hash to tell two histories of a log apart. */
export const markOf = (hash: string): string => hash.slice(0, 16);

/** A cursor of a position for each log. */
export function cursorOf(at: (log: LogName) => FeedPosition): FeedCursor {
  return Object.fromEntries(logNames.map((log) => [log, at(log)])) as Record<LogName, FeedPosition>;
}

/** Opaque text of `policy=12:<mark>&request=40:<mark>&approval=0`. */
export function encodeFeedCursor(cursor: FeedCursor): string {
  const parts = logNames.map((log) => {
    const { position, mark } = cursor[log];
    return position === 0 ? `${log}=0` : `${log}=${position}:${mark}`;
  });
  return Buffer.from(parts.join('&')).toString('base64url');
}

const PART = '(?:0|([1-9]\\d{0,14}):([0-9a-f]{16}))';
const FORM = new RegExp(`^${logNames.map((log) => `${log}=${PART}`).join('&')}$`);

/**
 * Reads {@link encodeFeedCursor}'s text, and no other spelling of it.
 * @throws InvalidInput (422)
 */
export function decodeFeedCursor(text: string): FeedCursor {
  const match = FORM.exec(Buffer.from(text, 'base64url').toString());
  if (!match) throw notACursor();
  const cursor = cursorOf((log) => {
    const at = 1 + 2 * logNames.indexOf(log);
    return { position: Number(match[at] ?? 0), mark: match[at + 1] ?? '' };
  });
  if (encodeFeedCursor(cursor) !== text) throw notACursor();
  return cursor;
}
