import { setTimeout as pause } from 'node:timers/promises';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 100;

/**
 * Repeats a check, every 20 ms at first and every 100 ms later, until it neither throws nor answers `false`.
 * @returns what the check answered
 * @throws what the check threw last, or an Error that names `what`, after `withinMs`
 */
export function eventually(
  what: string,
  check: () => boolean | Promise<boolean>,
  withinMs?: number,
): Promise<void>;
export function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  withinMs?: number,
): Promise<Exclude<T, false>>;
export async function eventually(what: string, check: () => unknown, withinMs = 15_000): Promise<unknown> {
  const end = Date.now() + withinMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const isOver = Date.now() > end;
    try {
      const answer = await check();
      if (answer !== false) return answer;
    } catch (error) {
      if (isOver) throw error;
    }
    if (isOver) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(pauseMs);
  }
}
