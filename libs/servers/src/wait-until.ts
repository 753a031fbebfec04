import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again, every 10 ms at first and every 100 ms later, until the answer is not undefined.
 * @throws the error of `onTimeout` when `timeoutMs` have passed; any error of `probe`, at once
 */
export async function waitUntil<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  timeoutMs: number,
  onTimeout: () => Error,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 100)) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw onTimeout();
    await sleep(pause);
  }
}
