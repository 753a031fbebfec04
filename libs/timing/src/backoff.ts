/** Waits; returns early when `signal` aborts. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Whether it has aborted by now; asked through a function, for it changes while one waits. */
export const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Grows from `firstMs` to `maxMs`, doubling, with a fifth of jitter so that instances do not knock together. */
export class Backoff {
  private attempts = 0;

  constructor(
    private readonly firstMs = 100,
    private readonly maxMs = 5000,
  ) {}

  /** The next delay in milliseconds. */
  next(): number {
    const delay = Math.min(this.maxMs, this.firstMs * 2 ** Math.min(this.attempts++, 20));
    return delay * (0.9 + Math.random() * 0.2);
  }

  reset(): void {
    this.attempts = 0;
  }
}
