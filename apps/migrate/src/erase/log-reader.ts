import type { ClientBase } from 'pg';
import { logNames } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import { recordedEvent, storedPages } from '@countersign/event-log';

const selectEnds = `SELECT ${logNames.map((log) => `(SELECT position FROM ${log}.head) AS ${log}`).join(', ')}`;

/**
 * The position of the last event of each log at one moment. Whatever an event refers to has been recorded in the other
 * logs by then.
 */
export async function endsOf(admin: ClientBase): Promise<ReadonlyMap<LogName, number>> {
  const { rows } = await admin.query<Record<LogName, string | null>>(selectEnds);
  return new Map(logNames.map((log) => [log, Number(rows[0]?.[log] ?? 0)]));
}

/** The events of a log up to a position, page by page. */
export async function* eventsUpTo(
  admin: ClientBase,
  log: LogName,
  end: number,
): AsyncGenerator<RecordedEvent[]> {
  if (end === 0) return;
  for await (const page of storedPages(admin, log)) {
    const events = page.filter(({ position }) => position <= end).map((event) => recordedEvent(event));
    yield events;
    if (events.at(-1)?.position === end || events.length < page.length) return;
  }
}
