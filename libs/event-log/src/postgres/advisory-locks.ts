import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';

/**
 * First keys of the two-key advisory locks this library takes ("CSe1", "CSe2" in ASCII); the second key is the
 * log's number. Other libraries keep classes of their own.
 */
export const eventLogLocks = {
  /** Held by each appending transaction: one writer per log at a time. */
  append: 0x43536531,
  /** Held while a log is installed. */
  install: 0x43536532,
} as const;

/** The second key: 1, 2, 3 … in the order of `logNames`. */
export function lockNumber(log: LogName): number {
  return logNames.indexOf(log) + 1;
}
