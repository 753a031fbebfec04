import type { LogEnd } from './stored-rows.js';

/** What is wrong with a log, and the position at which it shows. */
export interface Finding {
  position: number;
  kind: 'changed' | 'removed' | 'inserted' | 'head-differs' | 'rewritten' | 'truncated';
  detail: string;
}

/** The log is intact up to a head, or the first position that is wrong, and why. */
export type Verification = { intact: true; head: LogEnd } | ({ intact: false } & Finding);
