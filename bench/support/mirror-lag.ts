import type { Appended } from '@countersign/event-log';
import { monotonicMs } from './mirror-observer.js';
import type { Times } from './mirror-observer.js';

/** Milliseconds from the answer to an append to its arrival at a consumer of the mirror. */
export interface Lag {
  p50: number;
  p99: number;
}

/** Wraps an append and records the time of its answer. */
export function noted(append: () => Promise<Appended>, answered: Times): () => Promise<void> {
  return async () => {
    const { lastPosition } = await append();
    answered.set(lastPosition, monotonicMs());
  };
}

/** The lag is 0 for an event that arrived before the answer. */
export function lagOf(answered: Times, arrived: Times): Lag {
  const lags = [...answered].flatMap(([position, at]) => {
    const arrival = arrived.get(position);
    return arrival === undefined ? [] : [Math.max(0, arrival - at)];
  });
  if (lags.length < answered.size) throw new Error(`${answered.size - lags.length} events never arrived`);
  lags.sort((a, b) => a - b);
  const at = (share: number) =>
    lags[Math.min(lags.length - 1, Math.floor(share * lags.length))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Calls the work at an even rate for a while, without waiting for it. @returns the rate achieved */
export async function atRate(
  work: () => Promise<unknown>,
  perSecond: number,
  milliseconds: number,
): Promise<number> {
  const start = performance.now();
  const under: Promise<unknown>[] = [];
  for (let elapsed = 0; elapsed < milliseconds; elapsed = performance.now() - start) {
    for (const due = (elapsed * perSecond) / 1000; under.length < due;) under.push(work());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
  return (under.length * 1000) / (performance.now() - start);
}
