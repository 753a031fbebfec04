const REDACTED = '[redacted]';
const NAMES = [
  '(?:proxy-)?authorization',
  '(?:\\w+[-_])?token',
  '(?:set-)?cookies?',
  '(?:\\w+[-_])?password',
  '(?:\\w+[-_])?secret',
  'passphrase',
  'otp',
  'assertion',
].join('|');

/** A member of that name is secret whatever its value. */
const MEMBER = new RegExp(`^(?:${NAMES})$`, 'i');
/** `token=…`, `"token": "…"`: a member of a form, a query or JSON quoted in a text. */
const ASSIGNMENT = new RegExp(`\\b(${NAMES})(["']?\\s*[=:]\\s*)(?:"[^"]*"|'[^']*'|[^\\s"'&,;}]+)`, 'gi');
/** Base64url parts between dots, which may contain a JWT. Matched only where a run of such parts begins. */
const DOTTED = /(?<![\w-])[\w-]+(?:\.[\w-]*){2,}/g;
/** The start of the first part of a JWT: an encoded JSON object. */
const JWT_HEAD = /eyJ[\w-]{4}/;
const BEARER = /\bbearer\s+[\w.~+/-]{6,}=*/gi;
/** `postgres://role:password@host`. */
const ADDRESS_PASSWORD = /(:\/\/[^\s:@/]*):[^\s@/]+@/g;
/** A quick check: most lines contain none of these words and are written unchanged. */
const SUSPECT =
  /authorization|token|cookie|password|secret|passphrase|otp|assertion|eyJ|bearer|:\/\/[^\s/]*@/i;

/**
 * Removes secrets from a finished log line: members with a secret's name at any depth, and text that looks like a
 * secret anywhere (messages, stacks, addresses). It works on the written line, not on the arguments of the logger,
 * because secrets appear in unexpected places: in errors, their causes, bindings. Attackers choose parts of some
 * lines (the requested path), so every pattern here takes linear time.
 */
export function redact(line: string): string {
  if (!SUSPECT.test(line)) return line;
  try {
    return `${JSON.stringify(redactValue(JSON.parse(line)))}\n`;
  } catch {
    return redactText(line);
  }
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, MEMBER.test(name) ? REDACTED : redactValue(member)]),
  );
}

function redactText(text: string): string {
  return text
    .replace(DOTTED, redactJwt)
    .replace(BEARER, `Bearer ${REDACTED}`)
    .replace(ASSIGNMENT, `$1$2${REDACTED}`)
    .replace(ADDRESS_PASSWORD, `$1:${REDACTED}@`);
}

/** Removes a JWT from parts between dots, wherever it begins: three parts, and everything after them. */
function redactJwt(dotted: string): string {
  const parts = dotted.split('.');
  const first = parts.findIndex((part, i) => i < parts.length - 2 && JWT_HEAD.test(part));
  if (first === -1) return dotted;
  const before = (parts[first] ?? '').replace(/eyJ[\w-]{4}.*/, '');
  return [...parts.slice(0, first), before + REDACTED].join('.');
}
