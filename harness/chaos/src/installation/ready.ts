import { setTimeout as sleep } from 'node:timers/promises';
import { probePaths } from '@countersign/contracts';
import type { Installation } from './installation.js';

/**
 * Waits until every service reports that it is ready.
 * @param deadline - ms since 1970
 * @returns the reports of services that are not ready, with their names; empty if all are
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

/** The report of a service that is not ready; null if it is ready. */
async function readiness(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}${probePaths.ready}`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return response.ok ? null : `${response.status} ${text}`;
  } catch (error) {
    return (error as Error).message;
  }
}
