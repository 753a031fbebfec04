import { foldingOf } from '@countersign/contracts';
import type { DomainEvent } from '@countersign/contracts';
import type { AnyFolding, CommandContext, Fold, Folded, Loader } from '../decide-runner.js';
import type { EventAppend, EventLog, ExpectedVersion } from '../event-log.js';
import { personalTexts } from '../prepared-append.js';
import type { FoldedCache } from './folded-cache.js';

/**
 * Loads streams for one decision, and remembers which of them came from the cache or were assumed to be empty, so that
 * no answer is based on a state that may be old.
 */
export class CachedLoader implements Loader {
  private loaded: { folded: Folded<unknown>; fold: Fold<unknown, AnyFolding>; unread: boolean }[] = [];

  /** @param fresh - always read the events that the cache lacks */
  constructor(
    private readonly log: EventLog,
    private readonly cache: FoldedCache,
    private readonly fresh: boolean,
  ) {}

  load<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>> {
    return this.loadFrom(this.cache.get(stream, fold), stream, fold);
  }

  loadNew<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>> {
    return this.loadFrom(this.cache.get(stream, fold) ?? empty(stream, fold), stream, fold);
  }

  /** Whether the decision depends on a state that was not read, apart from streams whose version the append checks. */
  restsOnCache(events: readonly EventAppend[]): boolean {
    const checked = new Set(events.flatMap(({ streams }) => streams));
    return this.loaded.some(({ unread, folded }) => unread && !checked.has(folded.stream));
  }

  /**
   * The version that the decision saw of every stream that the events belong to.
   * @throws Error if a stream was not loaded, because the decision cannot have considered it
   */
  expected(events: readonly EventAppend[]): ExpectedVersion[] {
    const written = [...new Set(events.flatMap(({ streams }) => streams))];
    return written.map((stream) => {
      const known = this.loaded.find(({ folded }) => folded.stream === stream);
      if (!known) throw new Error(`a decision writes to ${stream}, which it has not loaded`);
      return { stream, version: known.folded.version };
    });
  }

  /** Caches the states after the append, so that the next command on these streams needs no read. */
  keep(events: readonly EventAppend[], context: Pick<CommandContext, 'actor' | 'personal'>): void {
    for (const { folded, fold } of this.loaded) {
      const own = events.filter(({ streams }) => streams.includes(folded.stream));
      if (!own.length) continue;
      const decided = own.map(({ event }) => event);
      const state = foldDecided(fold, folded.state, decided, context);
      this.cache.keep({ stream: folded.stream, state, version: folded.version + own.length }, fold);
    }
  }

  private async loadFrom<State, Seen extends AnyFolding>(
    known: Folded<State> | undefined,
    stream: string,
    fold: Fold<State, Seen>,
  ): Promise<Folded<State>> {
    const unread = !this.fresh && known !== undefined;
    const folded = unread ? known : await readFolded(this.log, this.cache, stream, fold, known);
    // A stream that is loaded again counts as it was read last.
    this.loaded = this.loaded.filter((other) => other.folded.stream !== stream || other.fold !== fold);
    this.loaded.push({ folded, fold, unread });
    return folded;
  }
}

function empty<State>(stream: string, { initialState: state }: { initialState: State }): Folded<State> {
  return { stream, state, version: 0 };
}

/** The state including every event up to now: reads what the cache lacks. */
export async function readFolded<State, Seen extends AnyFolding>(
  log: EventLog,
  cache: FoldedCache,
  stream: string,
  fold: Fold<State, Seen>,
  from = cache.get(stream, fold) ?? empty(stream, fold),
): Promise<Folded<State>> {
  const generation = cache.generation;
  const events = await log.readStream(stream, from.version);
  // Personal data was erased during the read: a state that was folded earlier may contain it.
  if (cache.generation !== generation) return readFolded(log, cache, stream, fold, empty(stream, fold));
  if (!events.length) return from;
  const state = events.reduce((before, event) => fold.evolve(before, event as unknown as Seen), from.state);
  const folded = { stream, state, version: from.version + events.length };
  cache.keep(folded, fold);
  return folded;
}

/** The state after the decided events, whether they are about to be appended or have just been appended under this context. */
export function foldDecided<State, Seen extends AnyFolding>(
  fold: Fold<State, Seen>,
  before: State,
  events: readonly DomainEvent[],
  { actor, personal }: Pick<CommandContext, 'actor' | 'personal'>,
): State {
  const provenance = { actor, personal: personalTexts(personal) };
  return events.reduce(
    (state, event) => fold.evolve(state, foldingOf(event, provenance) as unknown as Seen),
    before,
  );
}
