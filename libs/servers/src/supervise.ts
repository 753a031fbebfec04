import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from './child.js';
import type { Part } from './part.js';

/** A part that ran this long has recovered: its next crash is the first again. */
const RECOVERED_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;

/** Prints a sentence for the person at the terminal. */
export type Report = (sentence: string) => void;

/**
 * Starts a part again when it crashes: after half a second, then one, two, four … up to 30 s.
 * @returns ends the supervision
 */
export function supervise(part: Part, report: Report): () => void {
  const ended = new AbortController();
  let crashes = 0;
  let startedAt = Date.now();
  const startAgain = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      if (Date.now() - startedAt > RECOVERED_MS) crashes = 0;
      await sleep(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** crashes++), undefined, { signal: ended.signal });
      startedAt = Date.now();
      try {
        await part.start();
        report(`${part.name} runs again.`);
        return;
      } catch (error) {
        report(`${part.name} does not start: ${(error as Error).message}`);
      }
    }
  };
  part.whenCrashed((exit) => {
    if (ended.signal.aborted) return;
    report(`${part.name} ended ${inWords(exit)}; it is started again.`);
    startAgain().catch(() => undefined);
  });
  return () => ended.abort();
}

const inWords = ({ code, signal }: Exit): string =>
  signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`;
