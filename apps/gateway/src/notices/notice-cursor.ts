import { CursorForm } from '@countersign/mirror';
import type { VectorCursor } from '@countersign/mirror';

/** The logs that requests are in. */
export const noticeLogs = ['request', 'approval'] as const;
export type NoticeLog = (typeof noticeLogs)[number];

/** Where a stream of notices is: all that concerns its reader up to here has been told. */
export type NoticeCursor = VectorCursor<NoticeLog>;

export const noticeCursors = new CursorForm(noticeLogs);
