import type { LogName, RecordedEvent } from '@countersign/contracts';
import { qualified } from '@countersign/postgres';
import { TICK_MS } from '@countersign/timing';

/** What an event does to the deadline of a key: sets it, replacing any earlier deadline, or clears it. */
export type DeadlineChange =
  { kind: 'set'; key: string; dueAt: Date | string } | { kind: 'clear'; key: string };

/**
 * The deadline that an event of the context's log sets or clears, if any. Pure, because a rebuild calls it again. `key`
 * identifies what has the deadline, `dueAt` is an RFC 3339 instant. An event can change one key.
 */
export type DeadlineOf = (event: RecordedEvent) => DeadlineChange | null;

/** A deadline that is due. */
export interface DueDeadline {
  key: string;
  /** Id of the event that set it: the cause of what follows. */
  eventId: string;
  /** Trace of that event. */
  correlationId: string;
}

/** What a context does when a deadline is due. */
export interface DueHandler {
  /**
   * Runs the command that the deadline asks for, under a command id made from `eventId` (`processCommand`). It may be
   * called again for the same deadline. If the state has moved on and there is nothing to do, it resolves. A rejection
   * is logged, and the deadline is retried in a second.
   * @param now - the database's time when the deadline was found to be due: pass it to `decide`
   */
  handle(deadline: DueDeadline, now: Date): Promise<void>;
}

/** Unqualified name of the table. */
export const DEADLINE = 'deadline';

/**
 * The schema that contains only a log's deadlines. The service can create tables in it, which a rebuild needs, but not in
 * the schema of the log.
 */
export const deadlineSchema = (log: LogName): string => `${log}_deadlines`;

/** The table of deadlines, qualified and quoted. */
export const deadlineTable = (log: LogName): string => qualified(deadlineSchema(log), DEADLINE);

/** Name of the projection that keeps the table. */
export const deadlineConsumer = (log: LogName): string => `${log}-deadlines`;

/** The keeper looks at least this often: nothing announces the deadlines that a rebuild has inserted. */
export const LOOK_EVERY_MS = TICK_MS;

/** Notified in the transaction that sets deadlines which are due before the next regular look, so that the keeper looks at once. */
export const deadlineChannel = (log: LogName): string => `countersign_${log}_deadline`;
