/** A person in the API's answers. */
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

/** The name alone; the id of a person without a name. */
export function personName({ id, name, erasedAt }: ShownPerson): string {
  return personText({ id, name, erasedAt });
}

/** A text that a person wrote; `erased on 2026-03-01` for an erased text. Null where nothing was written. */
export function textOrErasure(text: string | null, erasedAt: string | undefined): string | null {
  return text === null && erasedAt !== undefined ? erasedOn(erasedAt) : text;
}

/** @param erasedAt - RFC 3339 in UTC, of which the day is shown */
const erasedOn = (erasedAt: string): string => `erased on ${erasedAt.slice(0, 10)}`;
