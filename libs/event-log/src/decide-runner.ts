import type { Actor, DomainEvent } from '@countersign/contracts';
import type { Appended, CommandIdentity, CommandResult, StreamAppend } from './event-log.js';

/** How a stream is folded: pure. */
export interface Fold<State, E extends DomainEvent> {
  initialState: State;
  evolve(state: State, event: E): State;
}

/** A folded stream and the version it is folded up to (0: no events). */
export interface Folded<State> {
  stream: string;
  state: State;
  version: number;
}

/** What a command decided: the events of each stream, and the answer to remember with them. */
export interface Decided {
  streams: StreamAppend[];
  result: CommandResult;
}

/** Who commands, why, and under which identity. */
export interface CommandContext {
  command: CommandIdentity;
  actor: Actor;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
}

/** Loads the streams a decision needs. `fresh: false` may use the cache of folded states. */
export interface Loader {
  load<State, E extends DomainEvent>(stream: string, fold: Fold<State, E>): Promise<Folded<State>>;
  /** `load` for a stream that is about to begin, most likely: without reading, it is empty until the append objects. */
  loadNew<State, E extends DomainEvent>(stream: string, fold: Fold<State, E>): Promise<Folded<State>>;
}

/** Result of a run: `appended` is null when the decision had no events. */
export interface Ran {
  appended: Appended | null;
  result: CommandResult;
}

/** load → decide → append → retry on conflict. */
export interface DecideRunner {
  /**
   * Runs one command. `decide` loads what it needs through `loader` and returns events (no events: nothing to
   * append). It is called again, with fresh state, after a version conflict, and again with fresh state before a
   * Refusal that rests on cached state is answered. A repeat of a command that appended is answered from the log
   * without deciding.
   * @throws Refusal whatever `decide` refuses
   * @throws IdempotencyKeyReused (contracts) on a reused command id with another payload
   * @throws Unavailable (contracts) when the log does not answer
   */
  run(context: CommandContext, decide: (loader: Loader) => Promise<Decided>): Promise<Ran>;
  /** The current state of a stream, with every event up to now (reads what the cache lacks). */
  read<State, E extends DomainEvent>(stream: string, fold: Fold<State, E>): Promise<Folded<State>>;
}
