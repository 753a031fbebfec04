import type { EntityManager } from 'typeorm';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** What the planner knows of the terms of all requests: the most common, each with its share of the requests. */
const STATISTICS = `
  SELECT most_common_elems::text::text[] AS terms, most_common_elem_freqs AS shares
    FROM pg_stats
   WHERE schemaname = '${REPORTING_SCHEMA}' AND tablename = 'request' AND attname = 'terms'`;

/** They change slowly, with each ANALYZE. */
const KEPT_MS = 60_000;

interface Statistics {
  terms: string[] | null;
  shares: number[] | null;
}

/** How common the beginnings of words are, as far as the planner's statistics know. */
export class CommonTerms {
  private shares: readonly (readonly [term: string, share: number])[] = [];
  private readAt = -Infinity;

  /** Reads the statistics, unless they were read within the last minute. */
  async refresh(manager: EntityManager, now: number): Promise<this> {
    if (now - this.readAt < KEPT_MS) return this;
    const [{ terms, shares } = { terms: null, shares: null }] = await manager.query<Statistics[]>(STATISTICS);
    // Behind the shares stand the least, the greatest, and that of no term at all.
    this.shares = (terms ?? []).map((term, n) => [term, shares?.[n] ?? 0]);
    this.readAt = now;
    return this;
  }

  /** About which share of the requests has a word that begins with this one; 0 where the statistics know of none. */
  shareOf(beginning: string): number {
    const found = this.shares.filter(([term]) => term.startsWith(beginning));
    return Math.min(
      1,
      found.reduce((sum, [, share]) => sum + share, 0),
    );
  }
}
