import { personalDataErased } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';

export const ERASED = 'personal_data.erased';

/** The events whose private texts were erased, and the time of the erasure. */
export interface Erasure {
  /** Positions, as a PostgreSQL `int8multirange`. */
  ranges: string;
  /** RFC 3339 UTC with milliseconds. */
  at: string;
}

/** Whether the event at the position in a column was erased. @param ranges - parameter with an {@link Erasure}'s ranges */
export const isTextOf = (column: string, ranges: string): string => `${column} <@ ${ranges}::int8multirange`;

/** The erasure that an event records; undefined for an event of another type. */
export function erasureOf({ type, data, recordedAt }: RecordedEvent): Erasure | undefined {
  if (type !== ERASED) return undefined;
  const { ranges } = personalDataErased.parse(data);
  const positions = ranges.map(([first, last]) => `[${first},${last}]`).join(',');
  return { ranges: `{${positions}}`, at: new Date(recordedAt).toISOString() };
}

/** A batch in the order of its log, divided into erasures and the events between them. */
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
