import type { Schema } from './api.js';

/** Personal data and free text of the actor of an event, as the text beside it gives them. */
export type PrivateTexts = NonNullable<Schema<'RecordedEvent'>['private']>;

/** What the text beside an event of the feed says; null where there is none, or where it is not readable. */
export function privateTextsOf({ private: text }: { private?: unknown }): PrivateTexts | null {
  if (typeof text !== 'string') return null;
  try {
    const texts: unknown = JSON.parse(text);
    return typeof texts === 'object' && texts !== null ? texts : null;
  } catch {
    return null;
  }
}
