import { wordsOf } from '@countersign/contracts';
import { keysOfCaller } from '../approver-keys.js';

/**
 * Requests have one index of terms, a `tsvector`: the words by which a search finds a request, their beginnings, and the
 * keys of the approvers who may see it. A key begins with a character that no word contains.
 */
const KEY = '=';

/**
 * So does a beginning: the first characters of a word, as a term of their own. As a prefix, one or two characters would
 * make the index collect a large part of all words; as a term they are one entry, whose share the statistics know.
 */
const BEGINNING = '^';
const LONGEST_BEGINNING = 2;

/** Characters of a word that are indexed. A search has at most that many, so it cannot distinguish longer words. */
const LONGEST_WORD = 200;

/** PostgreSQL's longest term; the ids of approvers are shorter. */
const LONGEST_TERM_BYTES = 2046;

/** The different words of some texts and their beginnings, as terms. */
export function wordTerms(texts: readonly (string | null)[]): string[] {
  const words = new Set(searchWords(texts.filter((text) => text !== null).join('\n')));
  return [...words, ...new Set([...words].flatMap(beginningsOf))];
}

function beginningsOf(word: string): string[] {
  const characters = Array.from(word).slice(0, LONGEST_BEGINNING);
  return characters.map((_, n) => BEGINNING + characters.slice(0, n + 1).join(''));
}

/** The beginning by which a search for a short word finds it; null for a word that is searched as a prefix. */
export function beginningTerm(word: string): string | null {
  return Array.from(word).length > LONGEST_BEGINNING ? null : BEGINNING + word;
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
  return words.map(wordQuery).join(' & ');
}

function wordQuery(word: string): string {
  const beginning = beginningTerm(word);
  return beginning === null ? `${quoted(word)}:*` : quoted(beginning);
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
