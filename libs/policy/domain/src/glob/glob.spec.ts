import fc from 'fast-check';
import micromatch from 'micromatch';
import { foldName } from '@countersign/names';
import { globMatches } from './glob.js';
import { globName } from './glob-name.js';
import { compilePattern, globProblem } from './pattern.js';

const matches = (pattern: string, name: string): boolean => {
  const ready = globName(name);
  return compilePattern(pattern).globs.some((glob) => globMatches(glob, ready));
};

/** micromatch with the meaning we give to globs; `fastpaths` off, because with them it reads `**.js` differently. */
const oracle = {
  dot: true,
  nocase: true,
  noextglob: true,
  nonegate: true,
  nobrace: true,
  posix: true,
  fastpaths: false,
};
const micromatchSays = (pattern: string, name: string): boolean =>
  micromatch
    .braces(pattern, { expand: true })
    .filter(Boolean)
    .some((one) => micromatch.isMatch(name, one, oracle));

const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    'B',
    'é',
    'É',
    '-',
    '.',
    '/',
    '/',
    '*',
    '*',
    '?',
    '[ab]',
    '[!a]',
    '[^b-c]',
    '[A-B]',
    '[c-]',
    '$',
    '@',
    '~',
    ' ',
  ],
  ...[
    '{a,b}',
    '{a,}',
    '{b,{a,c}*}',
    '{/,a}',
    '{1..3}',
    '{3..1}',
    '{01..03}',
    '{a..c..2}',
    '{a,b}*',
    '/**',
    '**/',
    '/**/',
    ',',
  ],
);
const pattern = fc
  .array(piece, { minLength: 1, maxLength: 7 })
  .map((pieces) => pieces.join(''))
  .filter((one) => globProblem(one) === null);
const letter = fc.constantFrom(
  ...['a', 'b', 'A', 'c', 'é', 'É', '-', '.', '/', '/', '1', '02', '$', '@', '|', '~', ' ', ','],
);
const name = fc.array(letter, { minLength: 1, maxLength: 8 }).map((letters) => letters.join(''));

/**
 * Here braces are expanded for micromatch, and its fast paths are off, so that fewer of the differences of
 * docs/policies.md remain (differences.spec.ts has them all): directories, a leading `./` or `/**`, three and more `*` in
 * a row, empty segments, and `$` before a brace.
 */
const comparable = (one: string, text: string): boolean =>
  !one.includes('${') &&
  !text.split('/').some((segment) => segment === '.' || segment === '..') &&
  !micromatch.braces(one, { expand: true }).some((glob) => /^\.\/|^\/\*\*\/|\*{3}|\/\//.test(glob));

describe('globs', () => {
  it('mean what micromatch means by them', () => {
    fc.assert(
      fc.property(pattern, name, (one, text) => {
        fc.pre(comparable(one, text));
        expect(matches(one, text)).toBe(micromatchSays(one, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['prod-*', 'PROD-db', true],
    ['prod-*', 'prod/db', false],
    ['prod/**', 'prod/a/b', true],
    ['prod/**', 'prod', true],
    ['**/db', 'eu/prod/db', true],
    ['db-{eu,us}-[0-9]', 'db-us-7', true],
    ['db-{01..12}', 'db-07', true],
    ['db-{01..12}', 'db-13', false],
    ['.*', '.hidden', true],
    ['*', '.hidden', true],
    ['*', '..', true],
    ['[!a-c]x', 'dx', true],
    ['[!a-c]x', 'Bx', false],
    ['a[!b]c', 'a/c', false],
    ['*a*a*', 'a', false],
    ['*ab*ba*', 'aba', false],
    ['*ab*ba*', 'abba', true],
    ['**/a/**/a/**/x', 'a/x', false],
    ['straße', 'STRASSE', true],
    ['ΟΔΟΣ*', 'οδοσα', true],
    ['*Σ*', 'ὈΔΥΣΣΕΎΣ', true],
    ['e*', 'e\u0301', false],
    ['?', '😀', true],
  ])('%s on %s: %s', (one, text, expected) => {
    expect(matches(one, text)).toBe(expected);
  });

  it('take backslash, quotes and | for ordinary characters, in braces too', () => {
    expect(matches('CORP\\svc-*', 'corp\\svc-backup')).toBe(true);
    expect(matches('{CORP,LAB}\\*', 'LAB\\root')).toBe(true);
    expect(matches('\\*', '\\anything')).toBe(true);
    expect(matches('\\*', '*')).toBe(false);
    expect(matches(`{a,b}"x'`, `b"x'`)).toBe(true);
    expect(matches('a|b', 'a|b')).toBe(true);
    expect(matches('a|b', 'a')).toBe(false);
    expect(matches('${a,b}.{c,..d}', '$b...d')).toBe(true);
  });

  it('treat names with the same key alike', () => {
    const anyName = fc.oneof(name, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }));
    const twisted = anyName.map((text) => [
      text,
      text.normalize('NFD'),
      text.toUpperCase(),
      text.toLowerCase(),
    ]);
    fc.assert(
      fc.property(pattern, twisted, (one, [text = '', ...spellings]) => {
        for (const other of spellings) {
          if (foldName(other) === foldName(text)) expect(matches(one, other)).toBe(matches(one, text));
        }
      }),
    );
  });

  it('match every literal name by itself', () => {
    const literal = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(literal, (text) => {
        fc.pre(!/[*?[\]{}()!\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text));
        expect(matches(text, text)).toBe(true);
      }),
    );
  });
});
