import dayjs from 'dayjs';

/** A person as the API shows them. */
export interface Person {
  id: string;
  name: string | null;
  email: string | null;
  erasedAt?: string;
}

/** A person's name, or the id where no name is known, with the day on which the name was erased. */
export function personText({ id, name, erasedAt }: Person): string {
  if (name !== null) return name;
  return erasedAt === undefined ? id : `${id} (${erasedOn(erasedAt)})`;
}

/** Id and e-mail address. */
export function personDetails({ id, email }: Person): string {
  return email === null || email === '' ? id : `${id} · ${email}`;
}

/** A day in the reader's zone: `1 Mar 2026`. */
const day = (at: string): string => dayjs(at).format('D MMM YYYY');

/** `erased on 1 Mar 2026` */
const erasedOn = (at: string): string => `erased on ${day(at)}`;

/** What a person wrote, or that it was erased; null where nothing was written. */
export function writtenText(text: string | null, erasedAt: string | undefined): string | null {
  if (text === null && erasedAt !== undefined) return `Erased on ${day(erasedAt)}.`;
  return text === '' ? null : text;
}
