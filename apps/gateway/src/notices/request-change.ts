import { id } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import type { MirroredEvent } from '@countersign/mirror';
import type { NoticeLog } from './notice-cursor.js';

/** A request has changed: where that shows. */
export interface RequestChange {
  requestId: string;
  at: LogPosition;
}

/** The request an event concerns: of `request-<id>` and `approval-<id>`, and of no other stream. */
export function changeOf(log: NoticeLog, { sequence, event }: MirroredEvent): RequestChange | undefined {
  const prefix = `${log}-`;
  if (!event.subject.startsWith(prefix)) return undefined;
  const { data: requestId } = id.safeParse(event.subject.slice(prefix.length));
  return requestId === undefined ? undefined : { requestId, at: { log, position: sequence } };
}
