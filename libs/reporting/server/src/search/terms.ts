import { wordsOf } from '@countersign/contracts';
import { keysOfCaller } from '../approver-keys.js';

/**
 * The terms that the one index over requests holds, in a `tsvector`: the words that a search finds a request by, and
 * the keys of the approvers who may see it. A key begins with a character that no word contains.
 */
const KEY = '=';

/** Characters of a word that count. A search is no longer, so it cannot tell longer words from each other. */
const LONGEST_WORD = 200;

/** PostgreSQL keeps no longer term; the ids of approvers are shorter. */
const LONGEST_TERM_BYTES = 2046;

/** The different words of some texts, as terms. */
export function wordTerms(texts: readonly (string | null)[]): string[] {
  return [...new Set(searchWords(texts.filter((text) => text !== null).join('\n')))];
}

/** The approver of any step as a term. @param key - of the approver, see approver-keys.ts */
export function approverTerm(key: string): string {
  return KEY + key;
}

/** The words of a text, as the index has them. */
export function searchWords(text: string): string[] {
  return wordsOf(text).map((word) =>
    word.length <= LONGEST_WORD ? word : Array.from(word).slice(0, LONGEST_WORD).join(''),
  );
}

/** What finds the requests that have, for each of the words, a word beginning with it: the text of a `tsquery`. */
export function wordsQuery(words: readonly string[]): string {
  return words.map((word) => `${quoted(word)}:*`).join(' & ');
}

/** What finds the requests whose steps name the caller, by id or group: the text of a `tsquery`. */
export function approverQuery(caller: Parameters<typeof keysOfCaller>[0]): string {
  return keysOfCaller(caller).map(approverTerm).filter(isTerm).map(quoted).join(' | ');
}

/** The terms that are approvers' keys, of a column: what is left of it when words are taken out. */
export const approverTerms = (column: string): string =>
  `ARRAY(SELECT term FROM unnest(tsvector_to_array(${column})) AS term WHERE term ^@ '${KEY}')`;

/** No approver has an id that is not: nothing would be found. */
function isTerm(text: string): boolean {
  return Buffer.byteLength(text) <= LONGEST_TERM_BYTES && !text.includes('\0');
}

/** A term in the text form of a `tsquery`. */
function quoted(term: string): string {
  return `'${term.replace(/['\\]/g, '$&$&')}'`;
}
