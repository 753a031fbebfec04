import type { Actor, DomainEvent, Folding } from '@countersign/contracts';
import type { Appended, CommandIdentity, CommandResult, PersonalData } from './event-log.js';

/** What any fold may see of an event. */
export type AnyFolding = Folding<DomainEvent>;

/** How a stream is folded: pure. `Seen` are the events it knows, as `Folding<…>`. */
export interface Fold<State, Seen extends AnyFolding> {
  initialState: State;
  evolve(state: State, event: Seen): State;
}

/** A folded stream and the version it is folded up to (0: no events). */
export interface Folded<State> {
  stream: string;
  state: State;
  version: number;
}

/** What a command decided: its events, and the answer to remember with them. */
export interface Decided {
  events: DomainEvent[];
  result: CommandResult;
}

/** Which streams an event of a context belongs to, its own stream first: pure, and derived from the event alone. */
export type StreamsOf = (event: DomainEvent) => string[];

/** The actor of a command, its cause and its identity. */
export interface CommandContext {
  command: CommandIdentity;
  actor: Actor;
  /** Of the actor; null where a service acts. */
  personal: PersonalData | null;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
}

/**
 * Loads the streams a decision needs. Whatever stream an event of the decision belongs to must have been loaded, so
 * that the append can name the version that was seen.
 */
export interface Loader {
  load<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>>;
  /** `load` for a stream that is about to begin, most likely: it counts as empty, without a read, until the append objects. */
  loadNew<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>>;
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
  read<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>>;
}
