import fc from 'fast-check';
import type { PolicyCondition } from '@countersign/contracts';
import { globMatches } from '../glob/glob.js';
import { globName } from '../glob/glob-name.js';
import { compilePattern, globProblem } from '../glob/pattern.js';
import type { Pattern } from '../glob/pattern.js';
import type { SavedPolicy } from '../saved-policy.js';
import { saved } from '../testing/factories.js';
import { compareMatches, compilePolicy, matchOf } from './rank.js';
import type { CompiledPolicy, Match } from './rank.js';
import { PolicyIndex } from './policy-index.js';

interface Names {
  resource: string;
  account: string;
}

type Policies = Map<string, CompiledPolicy>;

/** The expected answer of the index: each policy is asked, one after the other. */
function rankedByLoop(policies: Policies, { resource, account }: Names): Match[] {
  const resourceName = globName(resource);
  const accountName = globName(account);
  return [...policies.values()]
    .flatMap((policy) => matchOf(policy, resourceName, accountName) ?? [])
    .sort(compareMatches);
}

const compiled = new Map<string, Pattern>();
function patternOf(source: string): Pattern {
  const known = compiled.get(source) ?? compilePattern(source);
  compiled.set(source, known);
  return known;
}

/** rules.md#matching again, word for word. */
function matchesByTheRule({ content }: SavedPolicy, { resource, account }: Names): boolean {
  const matches = (pattern: string, name: string) =>
    patternOf(pattern).globs.some((glob) => globMatches(glob, globName(name)));
  const side = (list: string[] | undefined, name: string) =>
    !list ||
    (list.some((one) => !one.startsWith('!') && matches(one, name)) &&
      !list.some((one) => one.startsWith('!') && matches(one, name)));
  return content.conditions.some((c) => side(c.resourceNames, resource) && side(c.accountNames, account));
}

const piece = fc.constantFrom(
  ...['a', 'b', 'A', 'ab', 'É', 'ß', '😀', '-', '.', '\\', '/', '/', '*', '*', '?', '[ab]', '[!b]', '[A-C]'],
  ...['**', '/**', '**/', '/**/', '*/', '/*', '{a,b}', '{a,}', '{b,{a,c}*}', '{/,a}', '{1..3}', '{*,**}/a'],
);
const positive = fc
  .array(piece, { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(''))
  .filter((one) => !one.startsWith('!') && globProblem(one) === null);
const patterns = fc
  .tuple(positive, fc.array(fc.tuple(positive, fc.boolean()), { maxLength: 2 }))
  .map(([first, more]) => [first, ...more.map(([one, negative]) => (negative ? `!${one}` : one))]);
const condition: fc.Arbitrary<PolicyCondition> = fc.oneof(
  patterns.map((resourceNames) => ({ resourceNames })),
  patterns.map((accountNames) => ({ accountNames })),
  fc.record({ resourceNames: patterns, accountNames: patterns }),
);

/** Few ids, so that policies are replaced and deleted often; null deletes. */
const saves = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 15 }).map((n) => `p${n}`),
    change: fc.option(
      fc.record({
        conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
        enabled: fc.boolean(),
        priority: fc.integer({ min: 0, max: 2 }),
      }),
      { freq: 5 },
    ),
  }),
  { minLength: 1, maxLength: 24, size: 'max' },
);

const letter = fc.constantFrom(...['a', 'b', 'B', 'é', 'SS', '😀', '-', '.', '\\', '/', '/', '1', 'c']);
const name = fc.array(letter, { minLength: 1, maxLength: 6 }).map((letters) => letters.join(''));
const names = fc.array(fc.record({ resource: name, account: name }), { minLength: 3, maxLength: 3 });

describe('the index gives the same answer as a loop over all policies', () => {
  it('after any sequence of saves, replacements and deletions', () => {
    fc.assert(
      fc.property(saves, names, (sequence, asked) => {
        const index = new PolicyIndex();
        const policies: Policies = new Map();
        sequence.forEach(({ id, change }, age) => {
          if (change) {
            const policy = saved(id, policies.get(id)?.createdPosition ?? age, change);
            policies.set(id, compilePolicy(policy));
            index.put(policy);
          } else {
            policies.delete(id);
            index.delete(id);
          }
        });
        for (const one of asked) assertSame(index, policies, one);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a/b*', 'a/b/'],
    ['a/**/b[a-c]', 'a/x/ba/'],
    ['**/b*', 'a/b/'],
    ['a/**', 'a'],
    ['**', ''],
    ['**/x/**', 'x'],
    ['*/a', '/a'],
    ['a**b', 'ab'],
    ['ab*ba', 'aba'],
    ['{a,b}/{c,d}*', 'B/Dx'],
    ['STRASSE-?', 'straße-1'],
    ['*Σ', 'ὈΔΥΣΣΕΎΣ'],
  ])('for %s among others of its kind, on %s', (pattern, text) => {
    const index = new PolicyIndex();
    const policies: Policies = new Map();
    // So many of one kind lead the trie to the pattern's very end.
    const others = [`${pattern}x`, `x${pattern}`, `${pattern}/y`, `y/${pattern}`, '*', '**'];
    [...Array<string>(6).fill(pattern), ...others].forEach((one, age) => {
      const policy = saved(`p${age}`, age, { conditions: [{ resourceNames: [one] }] });
      index.put(policy);
      policies.set(policy.id, compilePolicy(policy));
    });
    assertSame(index, policies, { resource: text, account: text });
  });
});

function assertSame(index: PolicyIndex, policies: Policies, asked: Names): void {
  const expected = rankedByLoop(policies, asked);
  const idsOf = (matches: Match[]) => matches.map(({ policy, rank }) => [policy.id, rank]);
  expect(idsOf(index.ranked(asked.resource, asked.account))).toEqual(idsOf(expected));
  const byTheRule = [...policies.values()].filter((one) => matchesByTheRule(one, asked)).map(({ id }) => id);
  expect(expected.map(({ policy }) => policy.id).sort()).toEqual(byTheRule.sort());
  const governing = expected.find(({ policy }) => policy.content.enabled)?.policy.id;
  expect(index.match(asked.resource, asked.account)?.id).toBe(governing);
  expect(index.all()).toHaveLength(policies.size);
}
