/** A text that is not JSON, or that two readers could read differently. The sentence quotes nothing of the text. */
export class MalformedJson extends Error {
  /** @param problem - completes "The text cannot be read as JSON: …" */
  constructor(readonly problem: string) {
    super(`The text cannot be read as JSON: ${problem}.`);
    this.name = new.target.name;
  }
}

/**
 * The text of UTF-8 bytes. A byte order mark stays part of the text.
 * @throws MalformedJson for bytes that are not UTF-8, which the usual decoders replace in silence
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MalformedJson('it is not UTF-8');
  }
}

/**
 * The value of a JSON text that every reader reads alike (I-JSON, RFC 7493): no member twice in an object, in whatever
 * spelling (`"a"` and `"\u0061"`), no name with half of a surrogate pair, and no member that could become an object's
 * prototype. A half in a value is left to the schema of the value, whose refusal names the field.
 *
 * `JSON.parse` checks the syntax and makes the value. Of two members it keeps the last in silence, so afterwards one scan
 * looks at the names. The scan takes linear time and need not know the grammar: the text is known to be valid.
 * @throws MalformedJson
 */
export function parseJson(text: string): unknown {
  const value = parsed(text);
  assertUnambiguous(text);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of a SyntaxError quotes the text.
    throw new MalformedJson('its syntax is wrong');
  }
}

/** The members of an object so far. */
interface OpenObject {
  names: Set<string>;
  isNameNext: boolean;
  lastName: string;
}

/** An array has no names. */
type Container = OpenObject | null;

function assertUnambiguous(text: string): void {
  const open: Container[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      addString(open, stringAt(text, at, end), at);
      at = end;
    } else if (character === '{') open.push({ names: new Set(), isNameNext: true, lastName: '' });
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',') expectName(open.at(-1));
  }
}

function expectName(container: Container | undefined): void {
  if (container) container.isNameNext = true;
}

/** The index of the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function stringAt(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function addString(open: Container[], string: string, at: number): void {
  const object = open.at(-1);
  if (!object?.isNameNext) return;
  if (object.names.has(string)) throw new MalformedJson(`a member is given twice, at character ${at}`);
  if (/\p{Surrogate}/u.test(string)) throw new MalformedJson(`half of a surrogate pair at character ${at}`);
  if (isPrototype(string, open.at(-2))) throw new MalformedJson(`a forbidden member at character ${at}`);
  object.names.add(string);
  object.lastName = string;
  object.isNameNext = false;
}

/** Whether a careless merge of the value would change the prototype of all objects. */
function isPrototype(name: string, around: Container | undefined): boolean {
  return name === '__proto__' || (name === 'prototype' && around?.lastName === 'constructor');
}
