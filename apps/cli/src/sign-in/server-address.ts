import { UsageError } from '../failures.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The origin a person means. Tokens go there, so it is https, or this machine.
 * @throws UsageError
 */
export function serverOrigin(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError(`${text} is no address; write one like https://countersign.example.com`);
  const url = new URL(text);
  if (url.pathname !== '/' || url.search || url.hash || url.username)
    throw new UsageError(`${text} must be an origin, without path or user name.`);
  if (!isSafe(url))
    throw new UsageError(`${text} must begin with https://: a token may not travel in the clear.`);
  return url.origin;
}

/** Whether what is sent there can be read by nobody on the way. */
export function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.has(hostname);

/** Whether two addresses are the same server; on this machine its names are one. The scheme may be a proxy's. */
export function isSameServer(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  const [one, other] = [new URL(a), new URL(b)];
  return one.host === other.host || (isLoopback(one) && isLoopback(other) && one.port === other.port);
}
