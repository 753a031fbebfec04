import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import type { AuditedEvent } from './audited-event.js';
import { KeptHeads } from './kept-heads.js';
import type { Head } from './kept-heads.js';
import { LogWalk } from './log-walk.js';
import type { LogFinding } from './log-walk.js';

/** What is known beforehand. */
export interface VerifierOptions {
  /** The logs to be verified; events of others are passed over. Default: all. */
  logs?: readonly LogName[];
  /** Where each log's events begin, if not at the log's beginning. */
  starts?: Partial<Record<LogName, Head>>;
  kept?: KeptHeads;
}

/** What was found of all logs. */
export interface Findings {
  intact: boolean;
  logs: LogFinding[];
}

/**
 * Verifies logs offline from their events: every hash against what it is the hash of, every event against the one
 * before it, the chain against kept checkpoints, and every private text that is missing against the erasures on record.
 * Events come one by one, those of one log in its order, logs in any; what is remembered does not grow with them, but
 * with the ranges of what was erased. A log without events is given as intact and empty, unless a kept checkpoint knows
 * better.
 */
export class LogsVerifier {
  private readonly walks: Map<LogName, LogWalk>;

  constructor({ logs = logNames, starts = {}, kept = new KeptHeads() }: VerifierOptions = {}) {
    this.walks = new Map(logs.map((log) => [log, new LogWalk(log, starts[log] ?? null, kept)]));
  }

  take(event: AuditedEvent): void {
    this.walks.get(event.log)?.take(event);
  }

  end(): Findings {
    const logs = [...this.walks.values()].map((walk) => walk.end());
    return { intact: logs.every(({ intact }) => intact), logs };
  }
}
