import { markOf, MirrorUnreadable } from '@countersign/mirror';
import type { MirroredEvent, MirrorReader, SeenPosition } from '@countersign/mirror';
import type { NoticeLog } from './notice-cursor.js';

/** The reads of mirrors that notices are made of. */
export type NoticeMirrors = Pick<MirrorReader, 'end' | 'read'>;

/** Room for two of the largest events: the one stood on must not leave none for the next. */
const CHUNK_BYTES = 9 * 1024 * 1024;

/** The last event of a mirror as a position. @throws MirrorUnreadable */
export async function positionAt(mirrors: NoticeMirrors, log: NoticeLog, end: number): Promise<SeenPosition> {
  if (end === 0) return { position: 0, mark: '' };
  const [event] = await mirrors.read(log, end, { events: 1, bytes: 1 });
  if (!event) throw new MirrorUnreadable(log, `it lacks its last event, ${end}`);
  return positionOf(event);
}

export const positionOf = ({ sequence, event }: MirroredEvent): SeenPosition => ({
  position: sequence,
  mark: markOf(event.hash),
});

/**
 * Events after a position, at most so many; undefined when what the mirror holds there is of another history.
 * @throws MirrorUnreadable also when the mirror does not reach that far
 */
export async function eventsAfter(
  mirrors: NoticeMirrors,
  log: NoticeLog,
  { position, mark }: SeenPosition,
  most: number,
): Promise<MirroredEvent[] | undefined> {
  if (position === 0) return mirrors.read(log, 1, { events: most, bytes: CHUNK_BYTES });
  const [here, ...after] = await mirrors.read(log, position, { events: most + 1, bytes: CHUNK_BYTES });
  if (!here) throw new MirrorUnreadable(log, `it ends before ${position}`);
  return markOf(here.event.hash) === mark ? after : undefined;
}
