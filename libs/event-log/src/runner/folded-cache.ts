import type { AnyFolding, Fold, Folded } from '../decide-runner.js';

/**
 * Folded states by stream and fold, the least recently used forgotten first. A fold is known by its identity, so
 * it should be a constant of its module. States are shared between callers: `evolve` must not change them in place.
 */
export class FoldedCache {
  private readonly entries = new Map<string, Folded<unknown>>();
  /** How often everything was forgotten. */
  generation = 0;
  private readonly foldNumbers = new WeakMap<object, number>();
  private folds = 0;

  constructor(private readonly size: number) {}

  get<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Folded<State> | undefined {
    const key = this.key(stream, fold);
    const found = this.entries.get(key);
    if (!found) return undefined;
    this.entries.delete(key);
    this.entries.set(key, found);
    return found as Folded<State>;
  }

  /** Keeps the state unless a newer one is there already. */
  keep<State, Seen extends AnyFolding>(folded: Folded<State>, fold: Fold<State, Seen>): void {
    const key = this.key(folded.stream, fold);
    if ((this.entries.get(key)?.version ?? -1) > folded.version) return;
    this.entries.delete(key);
    this.entries.set(key, folded);
    if (this.entries.size > this.size) this.entries.delete(this.entries.keys().next().value as string);
  }

  /** Forgets everything: personal data was erased, and any state may hold it. */
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
