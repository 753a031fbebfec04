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

/** Whether the signal has aborted by now. A function, because TypeScript takes a property for unchanged across an await. */
export const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Doubles from `firstMs` to `maxMs`, with 10 % of jitter either way so that instances do not retry in step. */
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
