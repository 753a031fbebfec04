import { WrongExpectedVersion } from '../event-log.errors.js';
import type { Appended, CommandResult } from '../event-log.js';
import { assertSamePayload } from '../fingerprint.js';
import type { Fingerprint } from '../fingerprint.js';
import type { PreparedAppend } from '../prepared-append.js';

/** Where the events of an append are in the log. */
export interface Recorded {
  firstPosition: number;
  lastPosition: number;
  /** RFC 3339 UTC with microseconds. */
  recordedAt: string;
}

/** The outcome of one append of a flush. */
export type AppendOutcome =
  | ({ kind: 'appended' } & Recorded)
  | ({ kind: 'known' } & KnownCommand)
  | { kind: 'wrong-version'; stream: string; expected: number; actual: number }
  | { kind: 'failed'; error: unknown };

/** The command has appended before. */
export interface KnownCommand extends Recorded {
  fingerprint: Fingerprint;
  result: CommandResult;
}

/**
 * The outcome as the caller of `append` receives it.
 * @throws WrongExpectedVersion, CommandIdReused, or the error that made the append fail
 */
export function settle(append: PreparedAppend, outcome: AppendOutcome): Appended {
  switch (outcome.kind) {
    case 'appended': {
      const { firstPosition, lastPosition, recordedAt } = outcome;
      return {
        repeated: false,
        result: JSON.parse(append.result) as CommandResult,
        firstPosition,
        lastPosition,
        recordedAt,
      };
    }
    case 'known': {
      const { fingerprint, result, firstPosition, lastPosition, recordedAt } = outcome;
      assertSamePayload(fingerprint, append.command);
      return { repeated: true, result, firstPosition, lastPosition, recordedAt };
    }
    case 'wrong-version':
      throw new WrongExpectedVersion(outcome.stream, outcome.expected, outcome.actual);
    case 'failed':
      throw outcome.error;
  }
}
