import type { EventBody, LogName, Membership } from '@countersign/contracts';
import type { History } from '../load/history.js';

/** An event as a log's table contains it. */
export interface StoredEvent {
  position: number;
  id: string;
  /** Its own stream, and its version there. */
  stream: string;
  version: number;
  /** Its version in every stream that it belongs to, from the table of memberships. */
  memberships: Membership[];
  type: string;
  /** Microseconds since 1970, by the database's clock. */
  recordedAt: number;
  /** The hashed text. */
  body: string;
  /** Its private text; null if there is none. */
  private: string | null;
  /** Hex. */
  hash: string;
  /** The parsed text. */
  said: EventBody;
}

/** What a log stores about a command that appended. */
export interface StoredCommand {
  /** Hex. */
  id: string;
  result: { status: number; code: string | null; ids: Record<string, string> };
  first: number;
  last: number;
  /** Microseconds since 1970. */
  recordedAt: number;
}

/** One whole log. */
export interface StoredLog {
  /** UUID: part of the genesis hash. */
  id: string;
  head: { position: number; hash: string };
  events: StoredEvent[];
  commands: StoredCommand[];
}

/** A message of a mirror. */
export interface MirroredEvent {
  sequence: number;
  /** The position according to the message. */
  position: number;
  hash: string;
  /** Canonical text of its `data`. */
  body: string;
}

/** A row of a read model, by column. */
export type Row = Record<string, unknown>;

/** How far the logs are, and how far each consumer has read them. */
export interface Progress {
  /** ms since 1970, by the database's clock. */
  at: number;
  heads: Record<LogName, number>;
  /** Every consumer, as `<schema>.<consumer> on <log>`, and how far it has come. */
  cursors: Record<string, number>;
}

/** What the databases of all services hold, in one transaction: everything is of the same instant. */
export interface Snapshot extends Progress {
  /** Rows of every table of read models, as `<schema>.<table>`, in the order of their keys. */
  tables: Record<string, Row[]>;
  parked: Row[];
}

/** Everything that was sent, and everything that can be read afterwards. */
export interface Observed {
  history: History;
  logs: Record<LogName, StoredLog>;
  /** As far as the logs were when the read models had been rebuilt. */
  mirrors: Record<LogName, MirroredEvent[]>;
  /** The read models as they grew. */
  grown: Snapshot;
  /** The read models after a rebuild. The logs were read after that, and may be some events longer. */
  rebuilt: Snapshot;
  /** What had not caught up when patience ended, in words. */
  late: string[];
}
