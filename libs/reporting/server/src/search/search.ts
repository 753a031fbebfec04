import type { EntityManager } from 'typeorm';
import type { Conditions } from '../conditions.js';
import { beginningTerm, searchWords, wordsQuery } from './terms.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/**
 * For each prefix, the index collects every request with a matching word before it combines the prefixes. Prefixes that
 * more than this share of the requests has are checked on the rows instead.
 */
const RARE_SHARE = 0.01;

/**
 * A more common prefix is worth asking the index for if checking the remaining rows takes longer: a row takes about ten
 * times as long to check as the index takes to collect a match. Very common prefixes never are.
 */
const CHECK_PER_MATCH = 10;
const COMMON_SHARE = 0.2;

/**
 * Restricts the requests `r` to those that have, for each word of `q`, a word with that prefix. A `q` without words
 * restricts nothing.
 * @param shareOf - the estimated share of requests that have a word with a prefix
 */
export function search(requests: Conditions, q: string, shareOf: (prefix: string) => number): void {
  const words = searchWords(q)
    .map((word) => ({ word, share: shareOf(word) }))
    .sort((a, b) => a.share - b.share);
  const indexed = words.slice(0, indexedWords(words.map(({ share }) => share))).map(({ word }) => word);
  const checked = words.slice(indexed.length).map(({ word }) => word);
  if (indexed.length > 0) requests.and`r.terms @@ ${wordsQuery(indexed)}::tsquery`;
  // Written as `IS TRUE`, so that the planner does not use the index for it.
  if (checked.length > 0) requests.and`(r.terms @@ ${wordsQuery(checked)}::tsquery) IS TRUE`;
}

/** @param shares - of the words of a search, ascending. @returns for how many of them the index is asked; at least one */
function indexedWords(shares: readonly number[]): number {
  let remaining = 1;
  const end = shares.findIndex((share, n) => {
    const isWorthIt = share <= COMMON_SHARE && share < CHECK_PER_MATCH * remaining * (1 - share);
    if (n > 0 && share > RARE_SHARE && !isWorthIt) return true;
    remaining *= share;
    return false;
  });
  return end === -1 ? shares.length : end;
}

/** The planner's statistics of the terms: the most common terms, each with its share of the requests. */
const STATISTICS = `
  SELECT most_common_elems::text::text[] AS terms, most_common_elem_freqs AS shares
    FROM pg_stats
   WHERE schemaname = '${REPORTING_SCHEMA}' AND tablename = 'request' AND attname = 'terms'`;

/** The statistics change slowly, with each ANALYZE. */
const KEPT_MS = 60_000;

interface Statistics {
  terms: string[] | null;
  shares: number[] | null;
}

/** How common prefixes are, by the planner's statistics. */
export class CommonTerms {
  private shares: readonly (readonly [term: string, share: number])[] = [];
  private readAt = -Infinity;

  /** Reads the statistics, unless they were read within the last minute. */
  async refresh(manager: EntityManager, now: number): Promise<this> {
    if (now - this.readAt < KEPT_MS) return this;
    const [{ terms, shares } = { terms: null, shares: null }] = await manager.query<Statistics[]>(STATISTICS);
    // The shares are followed by their minimum, their maximum and the share of empty values.
    this.shares = (terms ?? []).map((term, n) => [term, shares?.[n] ?? 0]);
    this.readAt = now;
    return this;
  }

  /** The estimated share of requests that have a word with this prefix; 0 if the statistics name no such word. */
  shareOf(prefix: string): number {
    const beginning = beginningTerm(prefix);
    const found = this.shares.filter(([term]) =>
      beginning === null ? term.startsWith(prefix) : term === beginning,
    );
    return Math.min(
      1,
      found.reduce((sum, [, share]) => sum + share, 0),
    );
  }
}
