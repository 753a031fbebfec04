import type { Actor, DomainEvent, JsonObject, LogName, Origin, RecordedEvent } from '@countersign/contracts';
import type { Verification } from '@countersign/stored-log';
import type { Fingerprint } from './fingerprint.js';

/** An event to append, and every stream that it belongs to: its own stream first, each stream once. */
export interface EventAppend<E extends DomainEvent = DomainEvent> {
  event: E;
  streams: string[];
}

/** A stream and the version that the writer saw: 0 if the stream must not exist yet. */
export interface ExpectedVersion {
  stream: string;
  version: number;
}

/** What a command answered when it appended. Every repeat of the command gets the same answer. */
export interface CommandResult {
  /** HTTP status of the first answer. */
  status: number;
  /** Refusal code if the command recorded a refusal, else null. */
  code: string | null;
  /** Ids that the command created or changed, such as `{ requestId }`. */
  ids: JsonObject;
}

/** Identity of a command: see `httpCommand` and `processCommand`. */
export interface CommandIdentity {
  /** Hex SHA-256. */
  id: string;
  /** Canonical JSON. A different payload under the same id is an error. The log keeps only a fingerprint of it. */
  payload: string;
}

/** Personal data of the caller. It is stored beside the events and is not hashed with them. */
export interface PersonalData extends Origin {
  name: string;
  email: string | null;
}

/** One command's events, over one or several streams of the log: all or nothing. */
export interface Append {
  command: CommandIdentity;
  result: CommandResult;
  /** At least one event, in the order in which they are recorded. */
  events: EventAppend[];
  /** The expected version of every stream that an event belongs to, each stream once. */
  expected: ExpectedVersion[];
  actor: Actor;
  /** Data of the actor; null if a service acts. */
  personal: PersonalData | null;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
}

/** The outcome of an append. `repeated` is true if the command had appended before, so that nothing was added now. */
export interface Appended {
  repeated: boolean;
  result: CommandResult;
  firstPosition: number;
  lastPosition: number;
  /** RFC 3339 UTC with microseconds. */
  recordedAt: string;
}

/** A command that has appended, and what the log keeps of its payload. */
export type FoundCommand = Appended & { fingerprint: Fingerprint };

/** The head of a log; an empty log has position 0 and the genesis hash. */
export interface LogHead {
  position: number;
  hash: string;
}

/** The log of one context: append-only, without gaps, in commit order, hash-chained. */
export interface EventLog {
  readonly name: LogName;
  /**
   * @throws WrongExpectedVersion if a stream is not at the expected version
   * @throws CommandIdReused if the command id was used with another payload
   * @throws LogUnavailable if the database does not answer and nothing was stored
   * @throws OutcomeUnknown (a LogUnavailable) if the append may have been stored: `findCommand` tells
   */
  append(append: Append): Promise<Appended>;
  /**
   * Every event of the stream after a version, in the order of their versions in it, upcast to the newest schema; empty
   * if there is none.
   * @throws LogDamaged if the columns or the hash of an event contradict its body
   */
  readStream<E extends DomainEvent = DomainEvent>(
    stream: string,
    afterVersion?: number,
  ): Promise<RecordedEvent<E>[]>;
  /**
   * Events from a position on, in order, upcast; at most `limit`.
   * @throws LogDamaged as above
   */
  readFrom(position: number, limit: number): Promise<RecordedEvent[]>;
  head(): Promise<LogHead>;
  /** What the command appended; undefined if it has not appended. */
  findCommand(id: string): Promise<FoundCommand | undefined>;
  /** Verifies the whole log. */
  verify(): Promise<Verification>;
  /**
   * Calls the listener when a read finds that personal data was erased since the previous read, because states that
   * were folded earlier may contain that data. Returns a function that removes the listener.
   */
  onErased(listener: () => void): () => void;
}

/** An event as it is stored: the hashed body, the private text, and its place in the chain. Not upcast. */
export interface StoredEvent {
  position: number;
  /** RFC 3339 UTC with microseconds. */
  recordedAt: string;
  /** RFC 8785 canonical JSON of contracts' `EventBody`: exactly the text that was hashed. */
  body: string;
  /** RFC 8785 JSON of contracts' `PrivateTexts`; null if the event has none, or if it was erased. */
  private: string | null;
  /** When `private` was erased, RFC 3339 UTC with milliseconds. */
  erasedAt: string | null;
  /** Hex SHA-256. */
  hash: string;
  /** Hash of the previous event; for position 1 the genesis hash. */
  previousHash: string;
}

/** A log as its relay sees it: the events as stored, and a notice after each append. */
export interface LogFeed {
  readonly name: LogName;
  head(): Promise<LogHead>;
  /**
   * Events from a position on, in order, as stored; at most `limit`.
   * @throws LogDamaged if the columns or the hash of an event contradict its body
   */
  readStored(position: number, limit: number): Promise<StoredEvent[]>;
  /** Number of the last recreation of the mirror that an operator asked for (`wishMirrorRenewal`); 0 if there is none. */
  mirrorRenewal(): Promise<number>;
  /**
   * Calls the listener after every append of this process, with the last position that the process knows. Other
   * processes append too, so this is only a hint. Returns a function that removes the listener.
   */
  onAppended(listener: (position: number) => void): () => void;
}
