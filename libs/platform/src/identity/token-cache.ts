import { createHash } from 'node:crypto';
import type { Caller } from '@countersign/contracts';

const LONGEST_MS = 60_000;

/**
 * Tokens that were verified a short while ago, by their SHA-256 (so that a heap dump shows no token). An entry
 * lives at most 60 s and never past the token's end; the least recently used goes when there are too many.
 */
export class TokenCache {
  readonly #entries = new Map<string, { caller: Caller; until: number }>();

  /** @param now - milliseconds since the epoch */
  constructor(
    private readonly now: () => number,
    private readonly capacity = 10_000,
  ) {}

  get(token: string): Caller | undefined {
    const key = keyOf(token);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    if (this.now() >= entry.until) return undefined;
    this.#entries.set(key, entry);
    return entry.caller;
  }

  set(token: string, caller: Caller): void {
    const until = Math.min(this.now() + LONGEST_MS, caller.tokenExpiresAt.getTime());
    this.#entries.set(keyOf(token), { caller, until });
    if (this.#entries.size <= this.capacity) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  get size(): number {
    return this.#entries.size;
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
