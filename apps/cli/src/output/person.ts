/** A person as the API shows them. */
export interface ShownPerson {
  id: string;
  name: string | null;
  email?: string | null;
  erasedAt?: string | undefined;
}

/** `Alice Archer <alice@example.com>`; where the name was erased, `alice (erased on 2026-03-01)`. */
export function personText({ id, name, email = null, erasedAt }: ShownPerson): string {
  if (name !== null) return email === null ? name : `${name} <${email}>`;
  return erasedAt === undefined ? id : `${id} (${erasedOn(erasedAt)})`;
}

/** The name alone; where none is known, the id. */
export function personName({ id, name, erasedAt }: ShownPerson): string {
  return personText({ id, name, erasedAt });
}

/** A text that somebody wrote; where it was erased, `erased on 2026-03-01`. Null where nothing was written. */
export function textOrErasure(text: string | null, erasedAt: string | undefined): string | null {
  return text === null && erasedAt !== undefined ? erasedOn(erasedAt) : text;
}

/** @param erasedAt - RFC 3339 in UTC; the day of it is shown */
const erasedOn = (erasedAt: string): string => `erased on ${erasedAt.slice(0, 10)}`;
