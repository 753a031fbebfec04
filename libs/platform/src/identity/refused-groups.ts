import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Metrics } from '../metrics/metrics.js';
import type { RefusedGroup } from './caller-of-claims.js';

/** Groups that are remembered as logged. */
const REMEMBERED = 1_000;

/** Counts the groups of tokens that are refused (rules.md#names), and logs each of them once. */
export class RefusedGroups {
  private readonly counter: ReturnType<Metrics['counter']>;
  private readonly logged = new LRUCache<string, true>({ max: REMEMBERED });
  private readonly logger = new Logger('identity');

  constructor(metrics: Metrics) {
    this.counter = metrics.counter(
      'countersign_refused_groups_total',
      'Groups in verified tokens that count for nothing, because they may be mistaken for others.',
    );
  }

  /** To be called once for each verified token. */
  report(refused: readonly RefusedGroup[]): void {
    this.counter.inc(refused.length);
    for (const { group, reason } of refused) {
      if (this.logged.has(group)) continue;
      this.logged.set(group, true);
      this.logger.warn({
        msg: 'a group in a token is refused and matches no approver and no role',
        group,
        reason,
      });
    }
  }
}
