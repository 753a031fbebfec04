import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;

/**
 * Waits until a condition holds.
 * @throws Error naming what did not come to hold within `timeoutMs`
 */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(EVERY_MS);
  }
}
