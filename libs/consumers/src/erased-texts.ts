import { personalDataErased } from '@countersign/contracts';
import type { PersonalDataErased, RecordedEvent } from '@countersign/contracts';

const ERASED: PersonalDataErased['type'] = 'personal_data.erased';

/** The positions of a log whose private texts were erased, and the time of that. */
export interface ErasedTexts {
  ranges: PersonalDataErased['data']['ranges'];
  /** RFC 3339 UTC with milliseconds. */
  at: string;
}

/** What events record as erased. */
export function erasedTextsIn(events: readonly RecordedEvent[]): ErasedTexts[] {
  return events
    .filter(({ type }) => type === ERASED)
    .map(({ data, recordedAt }) => ({
      ranges: personalDataErased.parse(data).ranges,
      at: new Date(recordedAt).toISOString(),
    }));
}

/**
 * SQL: a parked event (alias `parked`) without its private text. The error goes with it, because a message may quote
 * what failed; the next try says it again.
 * @param erasedAt - SQL expression of a text, RFC 3339
 */
export const withoutText = (erasedAt: string): string => `
  event = (parked.event::jsonb || jsonb_build_object('private', NULL, 'erasedAt', ${erasedAt}))::json,
  error = CASE WHEN parked.error IS NOT NULL THEN 'It failed, and its private text was erased since.' END`;
