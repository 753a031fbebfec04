import type { EventBody } from '@countersign/contracts';
import { erasedRanges } from '@countersign/proof';
import type { Finding } from './finding.js';
import type { StoredEventRow } from './stored-rows.js';

/** Positions whose texts an event records as erased. */
interface Erasure {
  first: number;
  last: number;
  recordedAtMicros: number;
}

/**
 * The erasures that events record. An erasure comes after the events that it empties, so a walk from the newest event
 * knows all erasures of an event when it gets there.
 */
export class ErasedTexts {
  private readonly erasures: Erasure[] = [];
  private events = 0;

  /** How many events record an erasure. */
  get count(): number {
    return this.events;
  }

  add(
    body: EventBody,
    { position, recordedAtMicros }: Pick<StoredEventRow, 'position' | 'recordedAtMicros'>,
  ): void {
    if (body.type === 'personal_data.erased') this.events++;
    for (const [first, last] of erasedRanges(body, position))
      this.erasures.push({ first, last, recordedAtMicros });
  }

  /** The erasures that concern a range of positions. */
  within(first: number, last: number): ErasedTexts {
    const some = new ErasedTexts();
    some.erasures.push(...this.erasures.filter((one) => one.first <= last && first <= one.last));
    return some;
  }

  /** What is wrong with an erased text: the row must say the time at which an event records the erasure. */
  unrecorded({ position, erasedAtMicros }: StoredEventRow): Finding | undefined {
    const covering = this.covering(position);
    if (covering.some(({ recordedAtMicros }) => recordedAtMicros === erasedAtMicros)) return undefined;
    const detail = covering.length
      ? 'erased_at is not the time at which the erasure was recorded'
      : 'the private text is missing, and no event records its erasure';
    return { position, kind: 'changed', detail };
  }

  /** A text that is there although an event records its erasure. */
  returned({ position, textHash }: StoredEventRow): Finding | undefined {
    if (textHash === null || !this.covering(position).length) return undefined;
    return { position, kind: 'changed', detail: 'the private text was erased, and is there again' };
  }

  private covering(position: number): Erasure[] {
    return this.erasures.filter(({ first, last }) => first <= position && position <= last);
  }
}
