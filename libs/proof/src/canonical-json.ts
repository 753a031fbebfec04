import { InvalidInput } from '@countersign/contracts';

/** Deeper nesting is refused, so that it cannot overflow the stack. */
const MAX_DEPTH = 100;

/** A value that JSON cannot represent: a bug in the code that made it. */
export class NotJson extends TypeError {
  constructor(path: string, what: string) {
    super(`${path || 'value'}: ${what} is not JSON`);
    this.name = new.target.name;
  }
}

/** A text with half a surrogate pair, which UTF-8 cannot represent. It came from outside, so this is a refusal. */
export class LoneSurrogate extends InvalidInput {
  constructor(path: string) {
    super([{ path, message: 'must be well-formed Unicode (it contains half of a surrogate pair)' }]);
  }
}

/**
 * RFC 8785 (JCS) text of a JSON value: members sorted by UTF-16 code units, no whitespace, numbers and strings as
 * ECMAScript writes them. Members that are `undefined` are left out, as everywhere in JSON.
 * Implemented here because one pass has to check as well as write: the `canonicalize` package, with which the tests
 * compare, writes functions and array holes as something else instead of refusing them.
 * @throws NotJson on anything that would not be parsed back unchanged (functions, dates, NaN, class instances)
 * @throws LoneSurrogate on a text that is not well-formed Unicode
 */
export function canonicalJson(value: unknown): string {
  return write(value, '', 0);
}

function write(value: unknown, path: string, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'number':
      if (!Number.isFinite(value)) throw new NotJson(path, String(value));
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (depth > MAX_DEPTH) throw new NotJson(path.slice(0, 100), `nesting beyond ${MAX_DEPTH} levels`);
      return value === null ? 'null' : writeObject(value, path, depth);
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      throw new NotJson(path, `a value of type ${typeof value}`);
  }
}

/** Characters that JSON writes unescaped: printable ASCII except quote and backslash. Most texts have no others. */
const PLAIN = /^[ !#-[\]-~]*$/;

function writeString(text: string, path: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (/\p{Surrogate}/u.test(text)) throw new LoneSurrogate(path);
  return JSON.stringify(text);
}

function writeObject(value: object, path: string, depth: number): string {
  if (Array.isArray(value)) return writeArray(value, path, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotJson(path, 'an instance of a class');
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    const at = path ? `${path}.${key}` : key;
    text += `${text ? ',' : ''}${writeString(key, at)}:${write(member, at, depth + 1)}`;
  }
  return `{${text}}`;
}

function writeArray(items: readonly unknown[], path: string, depth: number): string {
  let text = '';
  for (let i = 0; i < items.length; i++) {
    text += `${i ? ',' : ''}${write(items[i], `${path}.${i}`, depth + 1)}`;
  }
  return `[${text}]`;
}
