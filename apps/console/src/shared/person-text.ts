import { erasedOn } from './erasure-text.js';

/** A person as the API shows them. */
export interface Person {
  id: string;
  name: string | null;
  email: string | null;
  erasedAt?: string;
}

/** What to call a person: their name, or their id where no name is known, with the day on which it was erased. */
export function personText({ id, name, erasedAt }: Person): string {
  if (name !== null) return name;
  return erasedAt === undefined ? id : `${id} (${erasedOn(erasedAt)})`;
}

/** Id and e-mail address, for those who want to know more. */
export function personDetails({ id, email }: Person): string {
  return email === null || email === '' ? id : `${id} · ${email}`;
}
