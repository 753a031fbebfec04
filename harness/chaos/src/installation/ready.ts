import { setTimeout as sleep } from 'node:timers/promises';
import { probePaths } from '@countersign/contracts';
import type { Installation } from './installation.js';

/**
 * Waits until every service says that it is ready.
 * @param deadline - ms since 1970
 * @returns what those say that are not, with their names; nothing when all are
 */
export async function whoIsNotReady({ stack }: Installation, deadline: number): Promise<string[]> {
  for (;;) {
    const said = await Promise.all(
      stack.services.map(async ({ part, url }) => ({ name: part.name, said: await readiness(url) })),
    );
    const late = said.filter((one) => one.said !== null).map(({ name, said: words }) => `${name}: ${words}`);
    if (late.length === 0 || Date.now() > deadline) return late;
    await sleep(250);
  }
}

/** What a service says of itself when it is not ready; null when it is. */
async function readiness(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}${probePaths.ready}`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return response.ok ? null : `${response.status} ${text}`;
  } catch (error) {
    return (error as Error).message;
  }
}
