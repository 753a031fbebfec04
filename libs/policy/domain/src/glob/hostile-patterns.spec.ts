import fc from 'fast-check';
import { literalName } from '@countersign/contracts';
import { patternProblems } from '../validate-policy.js';
import { globMatches } from './glob.js';
import { globName } from './glob-name.js';
import { compilePattern, patternLimits } from './pattern.js';

/**
 * Comparisons, not milliseconds, because time depends on the machine: see `patternLimits`.
 * `taken` is what a name really took, `bound` what saving foresaw for any name.
 */
function comparisons(pattern: string, name: string): { taken: number; bound: number } {
  const { globs } = compilePattern(pattern);
  const ready = globName(name);
  for (const glob of globs) globMatches(glob, ready);
  return { taken: ready.steps, bound: globs.reduce((sum, { cost }) => sum + cost, 0) };
}

const canBeSaved = (pattern: string): boolean =>
  pattern.length > 0 &&
  patternProblems([{ resourceNames: [pattern.replace(/^!/, ''), pattern] }]).length === 0;

/** A name of 256 characters, or one less where the next would not fit. */
function fill(block: string, length = 256): string {
  const characters = Array.from(block);
  let filled = '';
  for (let i = 0; ; i++) {
    const next = filled + (characters[i % characters.length] ?? '');
    if (next.length > length) return filled;
    filled = next;
  }
}

describe('no pattern that can be saved is slow on any name', () => {
  it.each([
    ['*a*a*a*a*b', fill('a')],
    [`${'*a'.repeat(99)}*b`, fill('a')],
    ['?*?*?*', fill('a')],
    [`${'?*'.repeat(99)}b`, fill('a')],
    ['**/a/**/a/', fill('a/')],
    [`${'**/a/'.repeat(39)}b`, fill('a/')],
    [`${'**/'.repeat(66)}b`, fill('/')],
    [`*${'a'.repeat(75)}b*`, fill('a')],
    [`**/${'*a'.repeat(90)}*b/**/x`, fill('a/a')],
    [`*${'[a-ab-bc-c]'.repeat(17)}b*`, fill('a')],
    ['[!b]*'.repeat(40), fill('a')],
    ['{*a,*aa}{*a,*aa}{*a,*aa}*b', fill('a')],
    ['a{1..250}', fill('a')],
    ['{a,{a,{a,{a,{a,{a,b}}}}}}*b', fill('a')],
    [`${'\\\\*'.repeat(60)}b`, fill('\\')],
    ['*ß*', fill('ß')],
    ['*ΐ*ΐ*', fill('ΐ')],
    [`*${'f'.repeat(75)}b*`, fill('ﬃ')],
    ['*😀'.repeat(60), fill('😀')],
  ])('%s', (pattern, name) => {
    expect(canBeSaved(pattern)).toBe(true);
    const { taken, bound } = comparisons(pattern, name);
    expect(taken).toBeLessThanOrEqual(bound);
    expect(bound).toBeLessThanOrEqual(patternLimits.comparisons);
  });

  const piece = fc.constantFrom(
    ...['a', 'aa', 'b', 'ß', 'f', 'ΐ', '😀', 'Σ', '\\', '.', '-', '$', ',', '!'],
    ...[
      '*',
      '**',
      '***',
      '?',
      '*a',
      '?*',
      'a*?',
      '/',
      '/**/',
      '**/a/',
      '*/',
      '[ab]',
      '[!a]',
      '[a-bx-z]',
      '[A-É]',
    ],
    ...['{a,b*}', '{1..9}', '{01..16}', '{a..f..2}', '{a,{b,{a*,*}}}', '{*a,*aa}', '{,a}', '{/**/,a}'],
    ...['{1..300}', '{a', '}', '[', '@(a)', '{9..1..0}'],
  );
  const repeated = fc.tuple(piece, fc.integer({ min: 1, max: 100 })).map(([one, times]) => one.repeat(times));
  const pattern = fc
    .oneof(
      fc.array(piece, { minLength: 1, maxLength: 40, size: 'max' }),
      fc.array(fc.oneof(repeated, piece), { minLength: 1, maxLength: 5 }),
    )
    .map((pieces) => pieces.join('').slice(0, patternLimits.length));
  const letter = fc.constantFrom(...['a', 'a', 'a', 'b', 'ß', 'ﬃ', 'ΐ', '😀', 'ς', '\\', '.', '/', '1']);
  const name = fc.array(letter, { minLength: 1, maxLength: 40 }).map((letters) => fill(letters.join('')));

  it('whatever the pattern: the bound that saving checks holds on names of 256 characters', () => {
    fc.assert(
      fc.property(pattern, name, (one, text) => {
        fc.pre(canBeSaved(one));
        expect(literalName.safeParse(text).success).toBe(true);
        const { taken, bound } = comparisons(one, text);
        expect(taken).toBeLessThanOrEqual(bound);
        expect(bound).toBeLessThanOrEqual(patternLimits.comparisons);
      }),
      { numRuns: 1_000 },
    );
  });

  it('and saving it expands to a bounded number of patterns, each hardly longer than it was written', () => {
    fc.assert(
      fc.property(pattern, (one) => {
        fc.pre(canBeSaved(one));
        const { globs } = compilePattern(one);
        expect(globs.length).toBeLessThanOrEqual(patternLimits.expansions);
        for (const { source } of globs) expect(source.length).toBeLessThanOrEqual(one.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
