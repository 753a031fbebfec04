import { LRUCache } from 'lru-cache';
import type { AnyFolding, Fold, Folded } from '../decide-runner.js';

/**
 * Folded states by stream and fold; the least recently used are dropped first. A fold is identified by reference, so it
 * should be a module constant. Callers share the states, so `evolve` must not mutate them.
 */
export class FoldedCache {
  private readonly entries: LRUCache<string, Folded<unknown>>;
  /** How often the cache was cleared. */
  generation = 0;
  private readonly foldNumbers = new WeakMap<object, number>();
  private folds = 0;

  constructor(size: number) {
    this.entries = new LRUCache({ max: size });
  }

  get<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Folded<State> | undefined {
    return this.entries.get(this.key(stream, fold)) as Folded<State> | undefined;
  }

  /** Stores the state unless the cache has a newer state. */
  keep<State, Seen extends AnyFolding>(folded: Folded<State>, fold: Fold<State, Seen>): void {
    const key = this.key(folded.stream, fold);
    if ((this.entries.peek(key)?.version ?? -1) <= folded.version) this.entries.set(key, folded);
  }

  /** Clears the cache: personal data was erased, and any state may contain it. */
  clear(): void {
    this.generation++;
    this.entries.clear();
  }

  private key(stream: string, fold: object): string {
    let number = this.foldNumbers.get(fold);
    if (number === undefined) this.foldNumbers.set(fold, (number = this.folds++));
    return `${number} ${stream}`;
  }
}
