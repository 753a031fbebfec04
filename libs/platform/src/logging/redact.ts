const NAMES = [
  '(?:proxy-)?authorization',
  '(?:(?:access|refresh|id|bearer)[-_]?)?token',
  '(?:set-)?cookies?',
  '(?:\\w+[-_])?password',
  '(?:\\w+[-_])?secret',
  'passphrase',
  'otp',
  'assertion',
].join('|');

/** A member with a telling name, in JSON or in JSON quoted within JSON (`\"token\":\"…\"`). */
const MEMBER = new RegExp(`(\\\\*")(${NAMES})\\1\\s*:\\s*(?:\\1(?:(?!\\1).)*\\1|\\[[^\\]]*\\]|\\d+)`, 'gi');
/** Three base64url parts, the first an encoded JSON object: a JWT wherever it stands. */
const JWT = /eyJ[\w-]{4,}\.[\w-]*\.[\w-]*/g;
const BEARER = /\b(bearer|basic)\s+[^\s"\\,;]+/gi;
/** `postgres://role:password@host`. */
const URL_PASSWORD = /(:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/g;

/**
 * Takes secrets out of a finished log line: by the name of the member at any depth, and by their looks wherever
 * they stand (messages, stacks, URLs). It works on the text, because a secret shows up where nobody expected it.
 */
export function redact(line: string): string {
  return line
    .replace(MEMBER, '$1$2$1:$1[redacted]$1')
    .replace(JWT, '[redacted]')
    .replace(BEARER, '$1 [redacted]')
    .replace(URL_PASSWORD, '$1:[redacted]@');
}
