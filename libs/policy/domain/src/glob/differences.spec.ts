import micromatch from 'micromatch';
import { foldName } from '@countersign/names';
import { tableOfPage } from '../testing/policies-page.js';
import { globMatches } from './glob.js';
import { globName } from './glob-name.js';
import { compilePattern, globProblem } from './pattern.js';

/** As docs/policies.md compares them. */
const OPTIONS = { dot: true, nocase: true };

/** Each difference of docs/policies.md, by the pattern of its row: which patterns and names it speaks of. */
const DIFFERENCES: Record<string, (pattern: string, name: string) => boolean> = {
  'CORP\\svc-*': (pattern) => pattern.includes('\\'),
  '\\*': (pattern) => pattern.includes('\\*'),
  '"a"': (pattern) => /["'`]/.test(pattern),
  '*': (_, name) => name.split('/').some((segment) => segment === '.' || segment === '..'),
  './a': (pattern) => pattern.startsWith('./'),
  'db-[!0-9]': (pattern) => pattern.includes('[!'),
  'db-{01..12}': (pattern) => /\{-?0\d*\.\.|\.\.-?0\d/.test(pattern),
  'a*': (_, name) => name.endsWith('/'),
  '**.js': (pattern) => !/[{}]/.test(pattern) && /[^/]\*\*|\*\*[^/]/.test(pattern),
  STRASSE: (pattern, name) => /[ßẞſςΣ]/.test(pattern + name) || lowerIsNotFolded(pattern + name),
  '?': (pattern, name) => /[\u{10000}-\u{10ffff}]/u.test(pattern + name),
  '!a': (pattern) => pattern.startsWith('!'),
  '[a]|b': (pattern) => pattern.includes('|'),
  '{8..12}': (pattern) => /\{[^{},]*\.\.[^{},]*\}/.test(pattern),
  '/**/a': (pattern) => expanded(pattern).some((one) => one.startsWith('/**')),
  '**{a,b}': (pattern) => /\{/.test(pattern) && pattern.includes('**'),
  '***1$': (pattern) => pattern.includes('***'),
  '++': (pattern) => pattern.includes('++'),
};

const lowerIsNotFolded = (text: string): boolean => foldName(text) !== text.toLowerCase();
const expanded = (pattern: string): string[] => micromatch.braces(pattern, { expand: true });

const PIECES = [
  ...[
    'a',
    'b',
    'B',
    'é',
    '-',
    '.',
    '/',
    '/',
    '*',
    '*',
    '?',
    '1',
    '2',
    '+',
    '\\',
    '"',
    "'",
    '`',
    '^',
    '$',
    '@',
    '~',
  ],
  ...[
    '[ab]',
    '[!a]',
    '[^b-c]',
    '[A-B]',
    '[c-]',
    '**',
    '/**',
    '**/',
    '/**/',
    '***',
    ',',
    '|',
    ' ',
    'ß',
    'ss',
    '😀',
    'ς',
  ],
  ...[
    '{a,b}',
    '{a,}',
    '{b,{a,c}*}',
    '{/,a}',
    '{1..3}',
    '{3..1}',
    '{01..03}',
    '{8..12}',
    '{a..c}',
    '{a..c..2}',
  ],
];
const LETTERS = [
  ...[
    'a',
    'a',
    'b',
    'A',
    'c',
    'é',
    'É',
    '-',
    '.',
    '/',
    '/',
    '1',
    '02',
    '10',
    '$',
    '@',
    '|',
    '~',
    ' ',
    ',',
    '+',
  ],
  ...['\\', '"', "'", '^', 'ß', 'S', 'SS', '😀', 'Σ', 'ẞ'],
];

/** Marsaglia's xorshift32: the same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function someTexts(
  count: number,
  parts: readonly string[],
  longest: number,
  seed: number,
  isOne: (text: string) => boolean,
) {
  const next = numbers(seed);
  const texts = new Set<string>();
  while (texts.size < count) {
    const text = Array.from({ length: 1 + next(longest) }, () => parts[next(parts.length)] ?? '').join('');
    if (isOne(text)) texts.add(text);
  }
  return [...texts];
}

interface Pair {
  pattern: string;
  name: string;
}

/** The pairs of which micromatch says something else. */
function disagreements(patterns: readonly string[], names: readonly string[]): Pair[] {
  const ready = names.map((name) => ({ name, glob: globName(name) }));
  return patterns.flatMap((pattern) => {
    const there = micromatch.matcher(pattern, OPTIONS);
    const { negative, globs } = compilePattern(pattern);
    return ready
      .filter(({ name, glob }) => (!negative && globs.some((one) => globMatches(one, glob))) !== there(name))
      .map(({ name }) => ({ pattern, name }));
  });
}

describe('750,000 pairs of patterns and names', () => {
  const rows = tableOfPage('Pattern', 'Name', 'Here', 'micromatch', 'Because');
  const examples = rows.map(([pattern = '', name = '']) => ({ pattern, name }));
  const patterns = [
    ...new Set([
      ...examples.map(({ pattern }) => pattern),
      ...someTexts(3_000, PIECES, 6, 20_260_131, (text) => globProblem(text) === null),
    ]),
  ];
  const names = [
    ...new Set([
      ...examples.map(({ name }) => name),
      ...someTexts(250, LETTERS, 7, 1_302_026, (text) => text !== ''),
    ]),
  ];
  const found = disagreements(patterns, names);

  it('mean what micromatch means by them, save for the differences that docs/policies.md lists', () => {
    expect(patterns.length * names.length).toBeGreaterThanOrEqual(750_000);
    const kinds = Object.values(DIFFERENCES);
    const unexplained = found.filter(
      ({ pattern, name }) => !kinds.some((speaksOf) => speaksOf(pattern, name)),
    );
    expect(unexplained).toEqual([]);
  });

  it('are each a difference of the page, whose every row is one', () => {
    expect(Object.keys(DIFFERENCES)).toEqual(examples.map(({ pattern }) => pattern));
    for (const example of examples) {
      expect(found).toContainEqual(example);
      expect([example.pattern, DIFFERENCES[example.pattern]?.(example.pattern, example.name)]).toEqual([
        example.pattern,
        true,
      ]);
    }
  });
});
