import type { RecordedEvent } from '@countersign/contracts';

/** A person by id; under every issuer if none is given. */
export interface SoughtPerson {
  id: string;
  issuer: string | null;
}

/** Whether the person caused the event. */
export function isActor({ actor }: Pick<RecordedEvent, 'actor'>, { id, issuer }: SoughtPerson): boolean {
  return actor.kind === 'person' && actor.id === id && isOf(actor.issuer, issuer);
}

/**
 * Whether a value names the person at any depth: as `{ issuer, id }`, or as an approver `{ "type": "user", id }`, which
 * has no issuer.
 */
export function namesPerson(value: unknown, person: SoughtPerson): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isReference(value, person) || Object.values(value).some((inner) => namesPerson(inner, person));
}

/**
 * Whether a row of a read model names the person: in a column `<what>_id`, beside `<what>_issuer` if there is one; as
 * `namesPerson` says; or as the key of an approver (`user:<id>`) or of a person (`["<issuer>","<id>"]`).
 */
export function rowNames(row: Readonly<Record<string, unknown>>, person: SoughtPerson): boolean {
  return (
    Object.keys(row).some((column) => columnNames(row, column, person)) ||
    holdsKey(row, person) ||
    namesPerson(row, person)
  );
}

function isReference(value: object, { id, issuer }: SoughtPerson): boolean {
  const given = value as { id?: unknown; issuer?: unknown; type?: unknown };
  if (given.id !== id) return false;
  return typeof given.issuer === 'string' ? isOf(given.issuer, issuer) : given.type === 'user';
}

function columnNames(
  row: Readonly<Record<string, unknown>>,
  column: string,
  { id, issuer }: SoughtPerson,
): boolean {
  if (!column.endsWith('_id') || row[column] !== id) return false;
  const beside = row[column.replace(/_id$/, '_issuer')];
  return typeof beside !== 'string' || isOf(beside, issuer);
}

function holdsKey(value: unknown, person: SoughtPerson): boolean {
  if (typeof value === 'string') return isKey(value, person);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((inner) => holdsKey(inner, person))
  );
}

/** The spellings that libs/reporting uses; a term of the search index has another character in front. */
function isKey(text: string, { id, issuer }: SoughtPerson): boolean {
  if (text === `user:${id}` || text === `=user:${id}`) return true;
  if (issuer !== null) return text === JSON.stringify([issuer, id]);
  return text.startsWith('["') && text.endsWith(`,${JSON.stringify(id)}]`) && isPair(text);
}

function isPair(text: string): boolean {
  try {
    const pair: unknown = JSON.parse(text);
    return Array.isArray(pair) && pair.length === 2;
  } catch {
    return false;
  }
}

const isOf = (issuer: string, wanted: string | null): boolean => wanted === null || issuer === wanted;
