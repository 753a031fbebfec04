import type { RecordedEvent } from '@countersign/contracts';

/** What an event does to the one deadline of a key: gives it one in the place of any before, or takes it away. */
export type DeadlineChange =
  { kind: 'set'; key: string; dueAt: Date | string } | { kind: 'clear'; key: string };

/**
 * Which deadline an event of the own log sets or clears, if any; pure, for it is asked again in a rebuild.
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
   * Whatever it rejects with is told, and the deadline tried again in a second.
   * @param now - the database's clock, by which the deadline was found to have come: what `decide` is to be given
   */
  handle(deadline: DueDeadline, now: Date): Promise<void>;
}
