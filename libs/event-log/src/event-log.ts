import type {
  Actor,
  DomainEvent,
  JsonObject,
  LogName,
  Membership,
  Origin,
  RecordedEvent,
} from '@countersign/contracts';
import type { Fingerprint } from './command-id.js';

/** An event to append, with every stream it belongs to: its own stream first, none twice. */
export interface EventAppend<E extends DomainEvent = DomainEvent> {
  event: E;
  streams: string[];
}

/** A stream, and the version the writer saw: 0 for a stream that must not exist yet. */
export interface ExpectedVersion {
  stream: string;
  version: number;
}

/** What a command answered when it appended: given again to every repeat of it. */
export interface CommandResult {
  /** HTTP status of the first answer. */
  status: number;
  /** Refusal code when the command recorded a refusal, else null. */
  code: string | null;
  /** Ids the command made or touched, e.g. `{ requestId }`. */
  ids: JsonObject;
}

/** Identity of a command: see `httpCommand` and `processCommand`. */
export interface CommandIdentity {
  /** Hex SHA-256. */
  id: string;
  /** Canonical JSON: the same id with another payload is an error. The log keeps only its fingerprint. */
  payload: string;
}

/** Personal data of the actor of a call: it is stored beside the hashed events. */
export interface PersonalData extends Origin {
  name: string;
  email: string | null;
}

/** One command's events, over one or several streams of the log: all or nothing. */
export interface Append {
  command: CommandIdentity;
  result: CommandResult;
  /** At least one, in the order in which they are to be recorded. */
  events: EventAppend[];
  /** The expected version of every stream that an event belongs to, no stream twice. */
  expected: ExpectedVersion[];
  actor: Actor;
  /** Of the actor; null where a service acts. */
  personal: PersonalData | null;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
}

/** What an append did. `repeated` is true when the command had appended before: nothing was added now. */
export interface Appended {
  repeated: boolean;
  result: CommandResult;
  firstPosition: number;
  lastPosition: number;
  /** RFC 3339 UTC with microseconds. */
  recordedAt: string;
}

/** A command that appended before, with what is kept of its payload. */
export type FoundCommand = Appended & { fingerprint: Fingerprint };

/** The head of a log: position 0 and the genesis hash when it is empty. */
export interface LogHead {
  position: number;
  hash: string;
}

/** One context's log: append-only, gapless, in commit order, hash-chained. */
export interface EventLog {
  readonly name: LogName;
  /**
   * @throws WrongExpectedVersion when a stream has another version than expected
   * @throws CommandIdReused when the command id was used with another payload
   * @throws LogUnavailable when the database does not answer and nothing was stored
   * @throws OutcomeUnknown (a LogUnavailable) when it may have been stored: `findCommand` tells
   */
  append(append: Append): Promise<Appended>;
  /**
   * Every event that belongs to the stream, after a version, in the order of their versions in it; upcast to the newest
   * schema; empty when there is none.
   * @throws LogDamaged when a column beside an event's body does not say what the body says
   */
  readStream<E extends DomainEvent = DomainEvent>(
    stream: string,
    afterVersion?: number,
  ): Promise<RecordedEvent<E>[]>;
  /** Events from a position on, in order, upcast; at most `limit`. */
  readFrom(position: number, limit: number): Promise<RecordedEvent[]>;
  head(): Promise<LogHead>;
  /** What the command appended, if it did. */
  findCommand(id: string): Promise<FoundCommand | undefined>;
  /** Walks the whole chain. */
  verify(): Promise<Verification>;
  /**
   * Calls the listener when a read finds that personal data was erased since the read before: states folded earlier may
   * hold it. Returns a function that ends it.
   */
  onErased(listener: () => void): () => void;
}

/** Intact up to a head, or the first position that does not fit and why. */
export type Verification =
  | { intact: true; head: LogHead }
  | {
      intact: false;
      position: number;
      kind: 'changed' | 'removed' | 'inserted' | 'head-differs';
      detail: string;
    };

/** An event as it is stored: the text that was hashed, the text beside it, and its place in the chain. Not upcast. */
export interface StoredEvent {
  position: number;
  /** RFC 3339 UTC with microseconds. */
  recordedAt: string;
  /** RFC 8785 canonical JSON of contracts' `EventBody`: the very text that was hashed. */
  body: string;
  /** RFC 8785 JSON of contracts' `PrivateTexts`; null where the event has none, and where it was erased. */
  private: string | null;
  /** When `private` was erased, RFC 3339 UTC with milliseconds. */
  erasedAt: string | null;
  /** Hex SHA-256. */
  hash: string;
  /** Hash of the event before, the genesis hash for position 1. */
  previousHash: string;
}

/** Columns that repeat what the body of an event says, so that the database can find it. */
export interface EventColumns {
  id: string;
  /** The event's own stream, and the event's version in it. */
  stream: string;
  version: number;
  type: string;
  schemaVersion: number;
  /** Every stream the event belongs to, in any order. */
  memberships: Membership[];
}

/** A log as its relay sees it: as stored, and with a word when there is something new. */
export interface LogFeed {
  readonly name: LogName;
  head(): Promise<LogHead>;
  /** Events from a position on, in order, as stored; at most `limit`. */
  readStored(position: number, limit: number): Promise<StoredEvent[]>;
  /**
   * Calls the listener after every append of this process, with the last position it knows of. Only a nudge:
   * other processes append too. Returns a function that ends it.
   */
  onAppended(listener: (position: number) => void): () => void;
}
