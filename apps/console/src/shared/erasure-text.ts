import dayjs from 'dayjs';

/** A day in the reader's zone: `1 Mar 2026`. */
const day = (at: string): string => dayjs(at).format('D MMM YYYY');

/** `erased on 1 Mar 2026`, beside something else. */
export const erasedOn = (at: string): string => `erased on ${day(at)}`;

/** What somebody wrote, or that it was erased; null where nothing was written. */
export function writtenText(text: string | null, erasedAt: string | undefined): string | null {
  if (text === null && erasedAt !== undefined) return `Erased on ${day(erasedAt)}.`;
  return text === '' ? null : text;
}
