import { wordsOf } from '@countersign/contracts';
import { keysOfCaller } from '../approver-keys.js';

/**
 * Requests have one index of terms, a `tsvector`: the words by which a search finds a request, and the keys of the
 * approvers who may see it. A key begins with a character that no word contains.
 */
const KEY = '=';

/** Characters of a word that are indexed. A search has at most that many, so it cannot distinguish longer words. */
const LONGEST_WORD = 200;

/** PostgreSQL's longest term; the ids of approvers are shorter. */
const LONGEST_TERM_BYTES = 2046;

/** The different words of some texts, as terms. */
export function wordTerms(texts: readonly (string | null)[]): string[] {
  return [...new Set(searchWords(texts.filter((text) => text !== null).join('\n')))];
}

/** An approver of any step as a term. @param key - of the approver, see approver-keys.ts */
export function approverTerm(key: string): string {
  return KEY + key;
}

/** The words of a text, as they are indexed. */
export function searchWords(text: string): string[] {
  return wordsOf(text).map((word) =>
    word.length <= LONGEST_WORD ? word : Array.from(word).slice(0, LONGEST_WORD).join(''),
  );
}

/** A `tsquery` for requests that have, for each of the words, a word with that prefix. */
export function wordsQuery(words: readonly string[]): string {
  return words.map((word) => `${quoted(word)}:*`).join(' & ');
}

/** A `tsquery` for requests whose steps name the caller, by id or group. */
export function approverQuery(caller: Parameters<typeof keysOfCaller>[0]): string {
  return keysOfCaller(caller).map(approverTerm).filter(isTerm).map(quoted).join(' | ');
}

/** The approvers' keys in a column of terms, which remain when words are erased. */
export const approverTerms = (column: string): string =>
  `ARRAY(SELECT term FROM unnest(tsvector_to_array(${column})) AS term WHERE term ^@ '${KEY}')`;

/** Whether an approver could have this key: no other text finds anything. */
function isTerm(text: string): boolean {
  return Buffer.byteLength(text) <= LONGEST_TERM_BYTES && !text.includes('\0');
}

/** A term in the text form of a `tsquery`. */
function quoted(term: string): string {
  return `'${term.replace(/['\\]/g, '$&$&')}'`;
}
