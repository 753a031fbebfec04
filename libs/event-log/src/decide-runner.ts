import type { Actor, DomainEvent, Folding } from '@countersign/contracts';
import type { Appended, CommandIdentity, CommandResult, PersonalData } from './event-log.js';

/** What a fold can see of an event. */
export type AnyFolding = Folding<DomainEvent>;

/** How a stream is folded: pure. `Seen` is the type of the events that it knows, as `Folding<…>`. */
export interface Fold<State, Seen extends AnyFolding> {
  initialState: State;
  evolve(state: State, event: Seen): State;
}

/** A folded stream and the version that it was folded up to (0: no events). */
export interface Folded<State> {
  stream: string;
  state: State;
  version: number;
}

/** What a command decided: its events, and the answer that is stored with them. */
export interface Decided {
  events: DomainEvent[];
  result: CommandResult;
}

/** The streams that an event of a context belongs to, its own stream first. Pure: derived from the event alone. */
export type StreamsOf = (event: DomainEvent) => string[];

/** The actor of a command, its cause and its identity. */
export interface CommandContext {
  command: CommandIdentity;
  actor: Actor;
  /** Data of the actor; null if a service acts. */
  personal: PersonalData | null;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
}

/**
 * Loads the streams that a decision needs. Every stream that an event of the decision belongs to must be loaded first,
 * because the append names the version that the decision saw.
 */
export interface Loader {
  load<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>>;
  /** Like `load`, for a stream that most likely does not exist yet: it is taken as empty, without a read, until the append objects. */
  loadNew<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>>;
}

/** Result of a run: `appended` is null if the decision had no events. */
export interface Ran {
  appended: Appended | null;
  result: CommandResult;
}

/** load → decide → append → retry on conflict. */
export interface DecideRunner {
  /**
   * Runs one command. `decide` loads what it needs through `loader` and returns events; without events nothing is
   * appended. After a version conflict `decide` is called again with fresh state, and also before a Refusal that was
   * based on cached state is answered. If the command has appended before, it is answered from the log without
   * another decision.
   * @throws Refusal if `decide` refuses the command
   * @throws IdempotencyKeyReused (contracts) on a reused command id with another payload
   * @throws Unavailable (contracts) when the log does not answer
   */
  run(context: CommandContext, decide: (loader: Loader) => Promise<Decided>): Promise<Ran>;
  /** The current state of a stream, including every event up to now (reads what the cache lacks). */
  read<State, Seen extends AnyFolding>(stream: string, fold: Fold<State, Seen>): Promise<Folded<State>>;
}
