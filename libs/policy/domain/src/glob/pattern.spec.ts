import fc from 'fast-check';
import micromatch from 'micromatch';
import { planBraces } from './braces.js';
import { globProblem } from './pattern.js';

describe('a pattern can be saved', () => {
  it.each([
    'a',
    '*',
    '**',
    'a/**/b',
    '!a*',
    '[!a-z]?',
    '{a,b{1..3}}',
    '{a,b}{1..128}',
    "CORP\\it's",
    'a+b@c',
    'c++-[ab]-+',
    ']'.padStart(3, '[a'),
  ])('%s', (pattern) => expect(globProblem(pattern)).toBeNull());
});

describe('a pattern is refused:', () => {
  it.each([
    ['@(a|b)', 'extended glob'],
    ['!(a)', 'extended glob'],
    ['x+(a)', 'extended glob'],
    ['x?(a)', 'extended glob'],
    ['x*(a)', 'extended glob'],
    ['a(b)c', 'regular expression group'],
    ['a)', 'regular expression group'],
    ['db[0-9]+', 'contains + after ] or }'],
    ['{a,b}+', 'contains + after ] or }'],
    ['!x[ab]+*', 'contains + after ] or }'],
    ['a[b', 'unbalanced [ or ]'],
    ['a]b', 'unbalanced [ or ]'],
    ['[a[b]', 'unbalanced [ or ]'],
    ['[a/b]', 'unbalanced [ or ]'],
    ['[]', 'empty [ ]'],
    ['[!]', 'empty [ ]'],
    ['[z-a]', 'from high to low: z-a'],
    ['[ß]', 'two letters when case is ignored'],
    ['{a,b', '{ without a }'],
    ['a,b}', '} without a {'],
    ['{a}', 'offer no choice'],
    ['{}', 'offer no choice'],
    ['{a..}', 'an invalid range'],
    ['{a..Z}', 'an invalid range'],
    ['{1..3..0}', 'an invalid range'],
    ['{1..257}', 'stands for 257 patterns; 256 are allowed'],
    ['{a,b}'.repeat(9), 'stands for 512 patterns'],
    ['{1..999999999}', 'stands for 999999999 patterns'],
    ['a\u0007', 'control character'],
    ['!', 'is empty'],
    ['!!a', 'more than one !'],
    ['a'.repeat(201), 'longer than 200'],
    ['*{1..256}*', 'too long to match some names'],
    [`*${'a'.repeat(190)}b*`, 'too long to match some names'],
  ])('%s', (pattern, reason) => {
    expect(globProblem(pattern)).toContain(reason);
  });
});

describe('counting braces', () => {
  const part = fc.constantFrom(
    'a',
    '',
    '{a,b}',
    '{1..4}',
    '{4..1..2}',
    '{x,{y,z},}',
    '.',
    '-',
    '[{,}]',
    '{a,b}{c,d}',
  );
  const nested = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `{${parts.join(',')},z}`);
  const pattern = fc.array(fc.oneof(part, nested), { maxLength: 4 }).map((parts) => parts.join(''));

  it('comes to what micromatch expands', () => {
    fc.assert(
      fc.property(pattern, (one) => {
        const { count } = planBraces(one);
        fc.pre(count <= 1_000);
        expect(count).toBe(one.includes('{') ? micromatch.braces(one, { expand: true }).length : 1);
      }),
      { numRuns: 1_000 },
    );
  });
});
