import type { Membership } from '@countersign/contracts';

/** The end of a log: position and hash of its last event. An empty log has position 0 and the genesis hash. */
export interface LogEnd {
  position: number;
  /** Hex SHA-256. */
  hash: string;
}

/** The whole head row of a log. */
export interface LogState extends LogEnd {
  recordedAtMicros: number;
  logId: string;
  logName: string;
  /** How often personal data was erased. */
  erasures: number;
}

/** The columns that repeat parts of an event's body, so that the database can search by them. */
export interface EventColumns {
  id: string;
  /** The event's own stream, and the event's version in it. */
  stream: string;
  version: number;
  type: string;
  schemaVersion: number;
}

/** The private text stored beside a body, and whether the row says that it was erased. */
export interface TextColumns {
  /** Hex SHA-256 of the private text; null if there is no such text. */
  textHash: string | null;
  isErased: boolean;
}

/** An event as its row has it, with everything that its hash covers. */
export interface HashedEvent extends EventColumns, TextColumns {
  position: number;
  /** Microseconds since 1970. */
  recordedAtMicros: number;
  body: string;
  /** Hex SHA-256. */
  hash: string;
}

/** A membership row: an event belongs to a stream as this version. */
export interface MembershipRow extends Membership {
  /** No earlier event is this version of the stream, and an earlier event is the version before, if there is one. */
  follows: boolean;
}

/** Every column of a stored event, and the rows of its memberships in any order. */
export interface StoredEventRow extends HashedEvent {
  /** When the private text was erased, in microseconds since 1970. */
  erasedAtMicros: number | null;
  memberships: MembershipRow[];
}

/** The events that a command appended, as its row says. */
export interface CommandSpan {
  first: number;
  last: number;
  recordedAtMicros: number;
}

/** The rows of a range of positions. */
export interface StoredPage {
  /** The event before the first position; undefined if there is no such row. */
  before: (LogEnd & { recordedAtMicros: number }) | undefined;
  /** In the order of their positions. */
  events: StoredEventRow[];
  /** Every command that appended one of these positions, in the order of the positions. */
  commands: CommandSpan[];
}

/** A row that names a position outside the log. */
export interface StrayRow {
  position: number;
  table: 'event' | 'membership' | 'command';
}

/** What a comparison reads of a log. */
export interface ReadableLog {
  state(): Promise<LogState>;
  page(first: number, last: number): Promise<StoredPage>;
  /** The stray row with the lowest position. */
  stray(): Promise<StrayRow | undefined>;
}
