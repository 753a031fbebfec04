import { NAME_CHARACTERS } from './characters.generated.js';
import { foldName } from './fold-name.js';
import { readRuns, runOf } from './runs.js';
import { mixedScripts } from './scripts.js';

/** Why a name is refused (rules.md#names): the code of the refusal, and the end of a sentence that begins with the field. */
export interface NameFault {
  code: 'invalid-name' | 'confusable-name';
  message: string;
}

/**
 * Which names an installation accepts (setting `NAMES`): those that cannot be mistaken for others by their scripts, or
 * any that consist of visible characters.
 */
export type AcceptedNames = 'restricted' | 'any';

/** What mixed scripts are looked for in: the whole name, or each of its words where a directory chose the name. */
export type JudgedBy = 'name' | 'word';

const VISIBLE_ASCII = /^(?! )[\u0020-\u007e]*(?<! )$/;

/**
 * Why a name cannot be told from another by sight: white space at an end, or a character that is invisible, changes the
 * direction of text, is private or unassigned. Null for a name that can. The name is in NFC.
 */
export function characterFault(name: string): NameFault | null {
  if (VISIBLE_ASCII.test(name)) return null;
  const characters = Array.from(name);
  const place = characters.findIndex((character) => !isVisible(character)) + 1;
  if (place > 0) {
    const character = characters[place - 1] ?? '';
    return invalid(`must not contain ${codeOf(character)}, ${kindOf(character)}, as character ${place}`);
  }
  if (BLANK.test(characters[0] ?? ''))
    return invalid(`must not begin with ${codeOf(characters[0] ?? '')}, white space`);
  const last = characters.at(-1) ?? '';
  if (!BLANK.test(last)) return null;
  return invalid(`must not end with ${codeOf(last)}, white space, as character ${characters.length}`);
}

/**
 * Why a name may be mistaken for another: it mixes scripts (UTS 39, "moderately restrictive"), has blanks that look like
 * one blank, or letters and digits that are other forms of ASCII. Null for a name that may not. The name is in NFC.
 */
export function confusableFault(name: string, judgedBy: JudgedBy): NameFault | null {
  const blanks = UNUSUAL_BLANKS.exec(name);
  if (blanks) {
    return confusable(
      `must not contain ${Array.from(blanks[0], codeOf).join(' ')}, which looks like a single blank`,
    );
  }
  if (ASCII.test(name)) return null;
  const disguised = Array.from(name).find(isDisguised);
  if (disguised !== undefined) {
    return confusable(
      `must not contain ${codeOf(disguised)} (${disguised}), which looks like ${asciiOf(disguised)}`,
    );
  }
  return judgedBy === 'name' ? scriptFault(name) : firstFault(name.split(BETWEEN_WORDS), scriptFault);
}

/** The first fault of a name as an installation judges it; null when it is accepted. The name is in NFC. */
export function nameFault(name: string, accepted: AcceptedNames, judgedBy: JudgedBy): NameFault | null {
  return characterFault(name) ?? (accepted === 'any' ? null : confusableFault(name, judgedBy));
}

/** A character as code charts write it: `U+202E`. */
export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Whether a character can be seen and stays where it is written; a blank counts as visible. */
export function isVisible(character: string): boolean {
  return runOf(visible, character.codePointAt(0) ?? 0) !== -1;
}

const visible = readRuns(NAME_CHARACTERS);

const ASCII = /^[\u0000-\u007f]*$/;
const BLANK = /^\p{White_Space}$/u;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/u;
/** Any white space but the blank, and white space in a row, which browsers show as one blank. */
const UNUSUAL_BLANKS = /(?! )\p{White_Space}|\p{White_Space}{2,}/u;

/** Letters and digits that are another form of an ASCII letter or digit: fullwidth, mathematical, Roman numerals. */
function isDisguised(character: string): boolean {
  return (
    LETTER_OR_DIGIT.test(character) && !ASCII.test(foldName(character)) && ASCII.test(asciiOf(character))
  );
}

const LETTER_OR_DIGIT = /^[\p{Lu}\p{Ll}\p{Nd}\p{Nl}]$/u;
const asciiOf = (character: string): string => character.normalize('NFKC');

function scriptFault(text: string): NameFault | null {
  const mixed = mixedScripts(text);
  if (!mixed) return null;
  const { character, scripts } = mixed;
  return confusable(
    `must not mix scripts: ${codeOf(character)} (${character}) is ${scripts.join(' or ')}, unlike the characters before it`,
  );
}

function firstFault(words: string[], faultOf: (word: string) => NameFault | null): NameFault | null {
  for (const word of words) {
    const fault = faultOf(word);
    if (fault) return fault;
  }
  return null;
}

const invalid = (message: string): NameFault => ({ code: 'invalid-name', message });
const confusable = (message: string): NameFault => ({ code: 'confusable-name', message });

/** What is wrong with a character, in words. */
function kindOf(character: string): string {
  const [, words] = KINDS.find(([pattern]) => pattern.test(character)) ?? [];
  return words ?? 'which Unicode 16.0 does not know';
}

const KINDS: readonly [RegExp, string][] = [
  [/\p{Cc}|\p{Zl}|\p{Zp}/u, 'a control character'],
  [/\p{Bidi_Control}/u, 'which changes the direction of text'],
  [/\p{Cs}/u, 'half of a surrogate pair'],
  [/\p{Co}/u, 'a private-use character'],
  [/\p{Cf}|\p{Default_Ignorable_Code_Point}|[\u2800\u{1d159}]/u, 'which is invisible'],
];
