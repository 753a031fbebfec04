/** Control characters but tab and line feed, and those that turn the direction of text round. */
const TREACHEROUS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of other people as a terminal may show it: nobody's justification moves the cursor, or reads other than it
 * is written.
 */
export function plain(text: string): string {
  return text.replace(TREACHEROUS, '\ufffd');
}

/** The same on one line, for tables. */
export function oneLine(text: string): string {
  return plain(text).replace(/[\t\n]+/g, ' ');
}
