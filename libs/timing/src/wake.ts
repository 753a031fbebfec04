/** A bell: `ring` ends the present wait, or the next one if nobody is waiting. */
export class Wake {
  private rung = false;
  private waiter: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.waiter?.();
  }

  /** Resolves at the next ring, after `timeoutMs`, or when `signal` aborts; one waiter at a time. */
  async wait(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (!this.rung && !signal?.aborted) await this.untilRung(timeoutMs, signal);
    this.rung = false;
  }

  private untilRung(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.waiter = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal?.addEventListener('abort', done, { once: true });
      this.waiter = done;
    });
  }
}
