const FREE_FAILURES = 5;
const LONGEST_WAIT_MS = 60_000;

/**
 * Slows down guessing: after five failures in a row a user name waits 1 s, 2 s, 4 s … up to a minute. The keys
 * are made of the known people and one for all unknown names, so it cannot grow. All times in ms since the epoch.
 */
export class Brake {
  private readonly failures = new Map<string, { count: number; until: number }>();

  /** How long the key still waits; 0 when it does not. */
  wait(key: string, now: number): number {
    return Math.max(0, (this.failures.get(key)?.until ?? 0) - now);
  }

  failed(key: string, now: number): void {
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    const over = count - FREE_FAILURES;
    const wait = over < 0 ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** over);
    this.failures.set(key, { count, until: now + wait });
  }

  succeeded(key: string): void {
    this.failures.delete(key);
  }
}
