import type { Conditions } from '../conditions.js';
import { searchWords, wordsQuery } from './terms.js';

/**
 * For a beginning of words, the index gathers every request that has such a word before it looks at the other words.
 * A beginning that more requests have is left to be checked on the rows.
 */
const RARE_SHARE = 0.01;

/**
 * Leaves the requests `r` that have, for each word of `q`, a word that begins with it; all of them where `q` has no word.
 * @param shareOf - about which share of all requests has a word with a beginning
 */
export function search(requests: Conditions, q: string, shareOf: (beginning: string) => number): void {
  const words = searchWords(q)
    .map((word) => ({ word, share: shareOf(word) }))
    .sort((a, b) => a.share - b.share);
  const rare = words.filter(({ share }, n) => n === 0 || share <= RARE_SHARE).map(({ word }) => word);
  const common = words.slice(rare.length).map(({ word }) => word);
  if (rare.length > 0) requests.and`r.terms @@ ${wordsQuery(rare)}::tsquery`;
  // In this form no index can answer it.
  if (common.length > 0) requests.and`(r.terms @@ ${wordsQuery(common)}::tsquery) IS TRUE`;
}
