import type { ClientBase } from 'pg';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import { recordedEvent, storedPages } from '@countersign/event-log';

/** The position of the last event of a log. */
export async function endOf(admin: ClientBase, log: LogName): Promise<number> {
  const { rows } = await admin.query<{ position: string }>(`SELECT position FROM ${log}.head`);
  if (!rows[0]) throw new Error(`The log ${log} has lost its head.`);
  return Number(rows[0].position);
}

/** The events of a log up to a position, a page at a time. */
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
