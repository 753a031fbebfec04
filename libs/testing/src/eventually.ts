import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;

/**
 * Repeats a check until it passes: until it neither throws nor answers `false`.
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
  for (;;) {
    const isOver = Date.now() > end;
    try {
      const answer = await check();
      if (answer !== false) return answer;
    } catch (error) {
      if (isOver) throw error;
    }
    if (isOver) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(EVERY_MS);
  }
}
