import { personalDataErased } from '@countersign/contracts';
import type { EventBody } from '@countersign/contracts';
import type { PositionRange } from './position-ranges.js';

/**
 * The positions whose private texts an event records as erased; none where the event is not an erasure. An erasure
 * names earlier events only: whatever a forged one names at its own position or later does not count, so that nobody
 * can excuse in advance the loss of texts that are still to be written.
 * @param position - of the event itself
 */
export function erasedRanges(
  { type, data }: Pick<EventBody, 'type' | 'data'>,
  position: number,
): PositionRange[] {
  if (type !== 'personal_data.erased') return [];
  const ranges = personalDataErased.safeParse(data).data?.ranges ?? [];
  return ranges
    .filter(([first]) => first < position)
    .map(([first, last]) => [first, Math.min(last, position - 1)]);
}
