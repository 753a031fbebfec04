import type { Actor, DomainEvent, JsonObject, LogName, RecordedEvent } from '@countersign/contracts';

/** Events for one stream, and the version the writer saw: 0 when the stream must not exist yet. */
export interface StreamAppend<E extends DomainEvent = DomainEvent> {
  stream: string;
  expectedVersion: number;
  events: E[];
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

/** Identity of a command (DESIGN section 3, "idempotent"): see `httpCommandId` and `processCommandId`. */
export interface CommandIdentity {
  /** Hex SHA-256. */
  id: string;
  /** Hex SHA-256 of the canonical payload: the same id with another fingerprint is an error. */
  fingerprint: string;
}

/** One command's events, over one or several streams of the log: all or nothing. */
export interface Append {
  command: CommandIdentity;
  result: CommandResult;
  /** At least one stream, each at least one event, no stream twice. */
  streams: StreamAppend[];
  actor: Actor;
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

/** The head of a log: position 0 and the genesis hash when it is empty. */
export interface LogHead {
  position: number;
  hash: string;
}

/** One context's log: append-only, gapless, in commit order, hash-chained (DESIGN section 3). */
export interface EventLog {
  readonly name: LogName;
  /**
   * @throws WrongExpectedVersion when a stream has another version than expected
   * @throws CommandIdReused when the command id was used with another fingerprint
   * @throws LogUnavailable when the database does not answer and nothing was stored
   * @throws OutcomeUnknown (a LogUnavailable) when it may have been stored: `findCommand` tells
   */
  append(append: Append): Promise<Appended>;
  /** A stream's events after a version, in order, upcast to the newest schema; empty when there is none. */
  readStream<E extends DomainEvent = DomainEvent>(
    stream: string,
    afterVersion?: number,
  ): Promise<RecordedEvent<E>[]>;
  /** Events from a position on, in order, upcast; at most `limit`. */
  readFrom(position: number, limit: number): Promise<RecordedEvent[]>;
  head(): Promise<LogHead>;
  /** What the command appended, if it did. */
  findCommand(id: string): Promise<(Appended & { fingerprint: string }) | undefined>;
  /** Walks the whole chain. */
  verify(): Promise<Verification>;
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

/** An event as it is stored: the text that was hashed, and its place in the chain. Not upcast. */
export interface StoredEvent {
  position: number;
  /** RFC 3339 UTC with microseconds. */
  recordedAt: string;
  /** RFC 8785 canonical JSON of contracts' `EventBody`: the very text that was hashed. */
  body: string;
  /** Hex SHA-256. */
  hash: string;
  /** Hash of the event before, the genesis hash for position 1. */
  previousHash: string;
}

/** A log as those see it who carry its events further: as stored, and with a word when there is something new. */
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
