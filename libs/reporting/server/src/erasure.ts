import { personalDataErased } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';

export const ERASED = 'personal_data.erased';

/** Of which events the private texts are gone, and since when. */
export interface Erasure {
  /** Positions, as a PostgreSQL `int8multirange`. */
  ranges: string;
  /** RFC 3339 UTC with milliseconds. */
  at: string;
}

/** Whether the event at a position of a column has lost its text. @param ranges - an {@link Erasure}'s, as a parameter */
export const isTextOf = (column: string, ranges: string): string => `${column} <@ ${ranges}::int8multirange`;

/** What an event has erased; undefined for an event of another type. */
export function erasureOf({ type, data, recordedAt }: RecordedEvent): Erasure | undefined {
  if (type !== ERASED) return undefined;
  const { ranges } = personalDataErased.parse(data);
  const positions = ranges.map(([first, last]) => `[${first},${last}]`).join(',');
  return { ranges: `{${positions}}`, at: new Date(recordedAt).toISOString() };
}

/** A batch in the order of its log: the erasures, and the events between them together. */
export function betweenErasures(events: readonly RecordedEvent[]): (RecordedEvent[] | Erasure)[] {
  const parts: (RecordedEvent[] | Erasure)[] = [];
  let between: RecordedEvent[] = [];
  for (const event of events) {
    const erasure = erasureOf(event);
    if (!erasure) between.push(event);
    else {
      parts.push(between, erasure);
      between = [];
    }
  }
  return [...parts, between].filter((part) => !Array.isArray(part) || part.length > 0);
}
