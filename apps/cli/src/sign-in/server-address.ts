import { UsageError } from '../failures.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The origin of a server. Tokens are sent there, so it must be https, or this machine.
 * @throws UsageError
 */
export function serverOrigin(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError(`${text} is not an address; write it like https://countersign.example.com`);
  const url = new URL(text);
  if (url.pathname !== '/' || url.search || url.hash || url.username)
    throw new UsageError(`${text} must be an origin, without path or user name.`);
  if (!isSafe(url)) throw new UsageError(`${text} must begin with https://, because tokens are sent to it.`);
  return url.origin;
}

/** Whether nobody on the way can read what is sent there. */
export function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.has(hostname);

/** Whether two addresses are the same server. The names of this machine are equal; the scheme may be a proxy's. */
export function isSameServer(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  const first = new URL(a);
  const second = new URL(b);
  if (first.host === second.host) return true;
  return isLoopback(first) && isLoopback(second) && first.port === second.port;
}
