import { randomUUID } from 'node:crypto';
import { ERASURES_STREAM, MOST_ERASED_RANGES, personalDataErased } from '@countersign/contracts';
import type { PersonRef, PersonalDataErased } from '@countersign/contracts';
import { processCommand } from './command-id.js';
import type { Append } from './event-log.js';
import { joinedRanges } from '@countersign/proof';
import type { PositionRange } from '@countersign/proof';

/** The private texts of a log that an operator erases, and why, as recorded in the event. */
export interface Erasure {
  /** Positions of the events; a range can contain events without such a text. */
  ranges: readonly PositionRange[];
  /** The person whose data it is; null if everything before a day is erased. */
  person: PersonRef | null;
  /** RFC 3339 UTC with milliseconds; null if a person's data is erased. */
  before: string | null;
  /** The name that the operator gave. */
  by: string;
  reason: string;
}

/** Most events that one call empties; appends wait for the call. */
const MOST_ERASED_AT_ONCE = 10_000;

/**
 * The append that records an erasure.
 * @param version - the current version of the stream that records the log's erasures
 * @throws ZodError if the record would be invalid
 */
export function erasureAppend({ ranges, ...why }: Erasure, version: number): Append {
  const data = personalDataErased.parse({ ranges: ranges.map(([first, last]) => [first, last]), ...why });
  const event: PersonalDataErased = { type: 'personal_data.erased', schemaVersion: 1, data };
  return {
    command: processCommand('erase', randomUUID(), 0),
    result: { status: 200, code: null, ids: {} },
    events: [{ event, streams: [ERASURES_STREAM] }],
    expected: [{ stream: ERASURES_STREAM, version }],
    actor: { kind: 'service', id: 'migrate' },
    personal: null,
    correlationId: randomUUID(),
    causationId: null,
    traceparent: null,
  };
}

/** Splits the ranges into portions, one event each, limited in ranges and in positions. */
export function portionsOf(
  ranges: readonly PositionRange[],
  mostPositions = MOST_ERASED_AT_ONCE,
): PositionRange[][] {
  const portions: PositionRange[][] = [];
  let room = 0;
  for (const [first, last] of joinedRanges(ranges)) {
    for (let from = first; from <= last;) {
      if (room === 0 || portions.at(-1)?.length === MOST_ERASED_RANGES) {
        portions.push([]);
        room = mostPositions;
      }
      const to = Math.min(last, from + room - 1);
      portions.at(-1)?.push([from, to]);
      room -= to - from + 1;
      from = to + 1;
    }
  }
  return portions;
}
