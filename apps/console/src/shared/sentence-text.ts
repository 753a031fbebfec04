import dayjs from 'dayjs';
import { isoText } from './duration-text.js';

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\b/g;
const DURATION = /\bP(?:\d+[WD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?(?![\w-])/g;

/**
 * A sentence of the server with instants in the reader's zone (`until 31 Jan 2026, 10:31`) and durations in words
 * (`for at most 45 min`).
 */
export function readableSentence(text: string): string {
  return text
    .replace(INSTANT, (at) => dayjs(at).format('D MMM YYYY, HH:mm'))
    .replace(DURATION, (iso) => isoText(iso));
}

/** A message about a field as a sentence of its own: "must be a name" is "Must be a name." */
export const sentenceOf = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
