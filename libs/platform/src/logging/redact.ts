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

/** A member of that name is secret whatever it holds. */
const MEMBER = new RegExp(`^(?:${NAMES})$`, 'i');
/** `token=…`, `"token": "…"`: a member within a text, of a form, a query or quoted JSON. */
const ASSIGNMENT = new RegExp(`\\b(${NAMES})(["']?\\s*[=:]\\s*)(?:"[^"]*"|'[^']*'|[^\\s"'&,;}]+)`, 'gi');
/** Base64url parts between dots, in which a JWT may stand. Looked for only where a run of such parts begins. */
const DOTTED = /(?<![\w-])[\w-]+(?:\.[\w-]*){2,}/g;
/** How the first part of a JWT begins: an encoded JSON object. */
const JWT_HEAD = /eyJ[\w-]{4}/;
const BEARER = /\bbearer\s+[\w.~+/-]{6,}=*/gi;
/** `postgres://role:password@host`. */
const ADDRESS_PASSWORD = /(:\/\/[^\s:@/]*):[^\s@/]+@/g;
/** Whether there may be anything to do: most lines are written as they are. */
const SUSPECT =
  /authorization|token|cookie|password|secret|passphrase|otp|assertion|eyJ|bearer|:\/\/[^\s/]*@/i;

/**
 * Takes secrets out of a finished log line: members with a telling name at any depth, and what looks like a secret
 * wherever it stands (messages, stacks, addresses). It works on what is written, not on what is passed to the
 * logger, because secrets show up where nobody expected them: in errors, their causes, bindings. Strangers choose
 * parts of some lines (the path they ask for), so every pattern here takes time in proportion to the line.
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

/** Takes a JWT, wherever it begins, out of parts between dots: three of them, and what follows. */
function redactJwt(dotted: string): string {
  const parts = dotted.split('.');
  const first = parts.findIndex((part, i) => i < parts.length - 2 && JWT_HEAD.test(part));
  if (first === -1) return dotted;
  const before = (parts[first] ?? '').replace(/eyJ[\w-]{4}.*/, '');
  return [...parts.slice(0, first), before + REDACTED].join('.');
}
