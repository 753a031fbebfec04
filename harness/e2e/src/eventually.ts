import { setTimeout as pause } from 'node:timers/promises';

/** Tries again until the check no longer throws. @throws what it threw last, after `withinMs` */
export async function eventually<T>(check: () => T | Promise<T>, withinMs: number): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(50);
    }
  }
}
