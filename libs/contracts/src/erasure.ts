import { z } from 'zod';
import type { DomainEvent } from './event.js';
import { personRef } from './identity.js';
import { instant } from './primitives.js';

/** Most ranges of positions in one `personal_data.erased`: more ranges take further events. */
export const MOST_ERASED_RANGES = 10_000;

/** The stream of a log's erasures. */
export const ERASURES_STREAM = 'erasures';

/** From the first to the last position, both included. */
const range = z.tuple([z.number().int().positive(), z.number().int().positive()]);

/** Data of `personal_data.erased`: whose private texts were erased from which events, by whom, and why. */
export const personalDataErased = z.object({
  ranges: z.array(range).min(1).max(MOST_ERASED_RANGES),
  /** The person whose data was erased; null if everything before a day was erased. */
  person: personRef.nullable(),
  /** Everything older was erased; null if a person's data was erased. */
  before: instant.nullable(),
  /** The name that the operator gave. */
  by: z.string(),
  reason: z.string(),
});
export type PersonalDataErased = DomainEvent<'personal_data.erased', z.infer<typeof personalDataErased>>;

/** Whether one of the ranges contains the position. */
export function isInRanges(ranges: readonly (readonly [number, number])[], position: number): boolean {
  return ranges.some(([first, last]) => first <= position && position <= last);
}
