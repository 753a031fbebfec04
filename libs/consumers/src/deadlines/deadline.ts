import type { LogName, RecordedEvent } from '@countersign/contracts';
import { qualified } from '@countersign/postgres';
import { TICK_MS } from '@countersign/timing';

/** What an event does to the one deadline of a key: gives it one in the place of any before, or takes it away. */
export type DeadlineChange =
  { kind: 'set'; key: string; dueAt: Date | string } | { kind: 'clear'; key: string };

/**
 * The deadline that an event of the own log sets or clears, if any. Pure, because a rebuild calls it again.
 * `key` is what has the deadline, `dueAt` an RFC 3339 instant. An event may change one key.
 */
export type DeadlineOf = (event: RecordedEvent) => DeadlineChange | null;

/** A deadline that has come. */
export interface DueDeadline {
  key: string;
  /** The event that set it: the cause of what follows. */
  eventId: string;
  /** Of that event. */
  correlationId: string;
}

/** What a context does when a deadline has come. */
export interface DueHandler {
  /**
   * Runs the command that the deadline asks for, under a command id made from `eventId` (`processCommand`): it may
   * be called again for the same deadline. Where the state has moved on and nothing is to be done, it resolves.
   * A rejection is logged, and the deadline is retried in a second.
   * @param now - the database's clock, by which the deadline was found to have come: what `decide` is to be given
   */
  handle(deadline: DueDeadline, now: Date): Promise<void>;
}

/** Unqualified name of the table. */
export const DEADLINE = 'deadline';

/**
 * The schema that holds nothing but a log's deadlines. The service may create in it, as a rebuild needs, which it
 * must not in the schema of the log.
 */
export const deadlineSchema = (log: LogName): string => `${log}_deadlines`;

/** The table that deadlines are kept in, qualified and quoted. */
export const deadlineTable = (log: LogName): string => qualified(deadlineSchema(log), DEADLINE);

/** Name of the projection that keeps the table. */
export const deadlineConsumer = (log: LogName): string => `${log}-deadlines`;

/** The keeper looks at least this often: nothing tells it of the deadlines that a rebuild has brought in. */
export const LOOK_EVERY_MS = TICK_MS;

/** Notified in the transaction that sets deadlines which may come before anybody looks, so that they look at once. */
export const deadlineChannel = (log: LogName): string => `countersign_${log}_deadline`;
