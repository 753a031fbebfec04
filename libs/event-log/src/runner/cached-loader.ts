import type { DomainEvent } from '@countersign/contracts';
import type { Fold, Folded, Loader } from '../decide-runner.js';
import type { EventLog, StreamAppend } from '../event-log.js';
import type { FoldedCache } from './folded-cache.js';

/**
 * Loads streams for one decision and remembers which of them were taken as they are in the cache, or for empty, so
 * that nothing is answered on the ground of a state that may be old.
 */
export class CachedLoader implements Loader {
  private readonly loaded: { folded: Folded<unknown>; fold: Fold<unknown, DomainEvent>; unread: boolean }[] =
    [];

  /** @param fresh - read what the cache lacks, always */
  constructor(
    private readonly log: EventLog,
    private readonly cache: FoldedCache,
    private readonly fresh: boolean,
  ) {}

  load<State, E extends DomainEvent>(stream: string, fold: Fold<State, E>): Promise<Folded<State>> {
    return this.loadFrom(this.cache.get(stream, fold), stream, fold);
  }

  loadNew<State, E extends DomainEvent>(stream: string, fold: Fold<State, E>): Promise<Folded<State>> {
    return this.loadFrom(this.cache.get(stream, fold) ?? empty(stream, fold), stream, fold);
  }

  /** Whether the decision rests on a state that was not read, other than of streams whose version the append checks. */
  restsOnCache(appended: readonly StreamAppend[]): boolean {
    const checked = new Set(appended.map(({ stream }) => stream));
    return this.loaded.some(({ unread, folded }) => unread && !checked.has(folded.stream));
  }

  /** Keeps the states as they are after the append, so that the next command on these streams need not read. */
  keep(appended: readonly StreamAppend[]): void {
    for (const { stream, expectedVersion, events } of appended) {
      for (const { folded, fold } of this.loaded) {
        if (folded.stream !== stream || folded.version !== expectedVersion) continue;
        const state = events.reduce((before, event) => fold.evolve(before, event), folded.state);
        this.cache.keep({ stream, state, version: expectedVersion + events.length }, fold);
      }
    }
  }

  private async loadFrom<State, E extends DomainEvent>(
    known: Folded<State> | undefined,
    stream: string,
    fold: Fold<State, E>,
  ): Promise<Folded<State>> {
    const unread = !this.fresh && known !== undefined;
    const folded = unread ? known : await readFolded(this.log, this.cache, stream, fold, known);
    this.loaded.push({ folded, fold: fold, unread });
    return folded;
  }
}

function empty<State>(stream: string, { initialState: state }: { initialState: State }): Folded<State> {
  return { stream, state, version: 0 };
}

/** The state with every event up to now: reads what the cache lacks. */
export async function readFolded<State, E extends DomainEvent>(
  log: EventLog,
  cache: FoldedCache,
  stream: string,
  fold: Fold<State, E>,
  from = cache.get(stream, fold) ?? empty(stream, fold),
): Promise<Folded<State>> {
  const events = await log.readStream<E>(stream, from.version);
  if (!events.length) return from;
  const state = events.reduce((before, event) => fold.evolve(before, event as unknown as E), from.state);
  const folded = { stream, state, version: events.at(-1)?.version ?? from.version };
  cache.keep(folded, fold);
  return folded;
}
