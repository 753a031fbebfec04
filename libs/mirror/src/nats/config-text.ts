/** A text that nats-server would not read as it is. */
export class UnusableText extends Error {
  constructor(what: string, why: string) {
    super(`${what} cannot be written into the configuration of nats-server: ${why}.`);
    this.name = 'UnusableText';
  }
}

const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * A text as nats-server's configuration language quotes it. Without quotes, `12e4` would be a number, `8k` a size,
 * `true` a truth value, and `$x` a variable.
 * @throws UnusableText if it contains control characters
 */
export function quoted(text: string, what = 'A text'): string {
  if (CONTROL.test(text)) throw new UnusableText(what, 'it contains control characters');
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * A password, quoted.
 * @throws UnusableText also if it is empty, or looks like a bcrypt hash: the server would take it for the hash of another password
 */
export function quotedPassword(password: string, user: string): string {
  const what = `The password of ${user}`;
  if (password === '') throw new UnusableText(what, 'it is empty');
  if (/^\$2[abxy]\$/.test(password)) throw new UnusableText(what, 'it looks like a bcrypt hash');
  return quoted(password, what);
}
