import { readRuns, runOf } from './runs.js';
import { SCRIPT_NAMES, SCRIPT_RUNS } from './scripts.generated.js';

type Scripts = ReadonlySet<string>;

/**
 * The scripts that Unicode recommends for identifiers (UAX 31, table 5) and that may stand beside Latin: not Cyrillic
 * and Greek, which have letters that look like Latin ones. `Jpan`, `Hanb` and `Kore` are what their writers mix.
 */
const BESIDE_LATIN =
  'Arabic Armenian Bengali Bopomofo Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Han Hangul Hiragana Kannada ' +
  'Katakana Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan Jpan Hanb Kore';
const besideLatin: Scripts = new Set(BESIDE_LATIN.split(' '));

/** Scripts that are written together (UTS 39, 5.1, "augmented script sets"). */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  Han: ['Hanb', 'Jpan', 'Kore'],
  Hiragana: ['Jpan'],
  Katakana: ['Jpan'],
  Hangul: ['Kore'],
  Bopomofo: ['Hanb'],
};

const COMBINED: Scripts = new Set(Object.values(TOGETHER).flat());

/** A character that does not fit the scripts of those before it. */
export interface MixedScripts {
  character: string;
  /** The scripts of the character. */
  scripts: string[];
}

/**
 * The first character by which a text is no longer "moderately restrictive" (UTS 39, 5.2): of one script, or of Latin
 * and one other recommended script except Cyrillic and Greek. Characters that belong to no script, such as digits and
 * punctuation, count for none. Null when the text passes.
 */
export function mixedScripts(text: string): MixedScripts | null {
  let shared: Scripts | null = null;
  let sharedBesideLatin: Scripts = besideLatin;
  for (const character of text) {
    const scripts = scriptsOf(character);
    if (!scripts) continue;
    shared = shared ? intersection(shared, scripts) : scripts;
    if (!scripts.has('Latin')) sharedBesideLatin = intersection(sharedBesideLatin, scripts);
    if (shared.size === 0 && sharedBesideLatin.size === 0) {
      return { character, scripts: [...scripts].filter((script) => !COMBINED.has(script)) };
    }
  }
  return null;
}

/** The scripts of a character with those that they are written together with; undefined for one of no script. */
function scriptsOf(character: string): Scripts | undefined {
  const run = runOf(runs, character.codePointAt(0) ?? 0);
  return run === -1 ? undefined : sets.get(runs.values[run] ?? '');
}

function intersection(a: Scripts, b: Scripts): Scripts {
  return new Set([...a].filter((script) => b.has(script)));
}

const names = SCRIPT_NAMES.split(' ');
const runs = readRuns(SCRIPT_RUNS);
const sets = new Map([...new Set(runs.values)].map((written) => [written, setOf(written)]));

/** @param written - indexes of names in base 36, with `+` between them */
function setOf(written: string): Scripts {
  const scripts = written.split('+').map((index) => names[parseInt(index, 36)] ?? '');
  return new Set(scripts.flatMap((script) => [script, ...(TOGETHER[script] ?? [])]));
}
