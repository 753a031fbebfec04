import { CursorForm, markOf, MirrorUnreadable } from '@countersign/mirror';
import type { VectorCursor, MirroredEvent, MirrorReader, SeenPosition } from '@countersign/mirror';
import { id } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';

/** The logs with events of requests. */
export const noticeLogs = ['request', 'approval'] as const;
export type NoticeLog = (typeof noticeLogs)[number];

/** The position of a stream of notices: its reader has been notified of every change up to here. */
export type NoticeCursor = VectorCursor<NoticeLog>;

export const noticeCursors = new CursorForm(noticeLogs);

/** A changed request, and the position of the change. */
export interface RequestChange {
  requestId: string;
  at: LogPosition;
}

/** The request of an event in a stream `request-<id>` or `approval-<id>`; undefined for other streams. */
export function changeOf(log: NoticeLog, { sequence, event }: MirroredEvent): RequestChange | undefined {
  const prefix = `${log}-`;
  if (!event.subject.startsWith(prefix)) return undefined;
  const { data: requestId } = id.safeParse(event.subject.slice(prefix.length));
  return requestId === undefined ? undefined : { requestId, at: { log, position: sequence } };
}

export type NoticeMirrors = Pick<MirrorReader, 'end' | 'read'>;

/** Room for two events of the maximum size: the event at the position, and the next event. */
const MAX_READ_BYTES = 9 * 1024 * 1024;

/** The position of the last event of a mirror. @throws MirrorUnreadable */
export async function positionAt(mirrors: NoticeMirrors, log: NoticeLog, end: number): Promise<SeenPosition> {
  if (end === 0) return { position: 0, mark: '' };
  const [event] = await mirrors.read(log, end, { events: 1, bytes: 1 });
  if (!event) throw new MirrorUnreadable(log, `its last event, ${end}, is missing`);
  return positionOf(event);
}

export const positionOf = ({ sequence, event }: MirroredEvent): SeenPosition => ({
  position: sequence,
  mark: markOf(event.hash),
});

/**
 * The events after a position; undefined when the mirror has another event at that position (another history).
 * @throws MirrorUnreadable also when the mirror does not reach that far
 */
export async function eventsAfter(
  mirrors: NoticeMirrors,
  log: NoticeLog,
  { position, mark }: SeenPosition,
  limit: number,
): Promise<MirroredEvent[] | undefined> {
  if (position === 0) return mirrors.read(log, 1, { events: limit, bytes: MAX_READ_BYTES });
  const [here, ...after] = await mirrors.read(log, position, { events: limit + 1, bytes: MAX_READ_BYTES });
  if (!here) throw new MirrorUnreadable(log, `it ends before ${position}`);
  return markOf(here.event.hash) === mark ? after : undefined;
}
