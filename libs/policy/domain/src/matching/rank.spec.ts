import fc from 'fast-check';
import type { PolicyContentInput } from '@countersign/contracts';
import { saved } from '../testing/factories.js';
import { because } from './explain.js';
import { PolicyIndex } from './policy-index.js';
import { compareMatches } from './rank.js';
import type { Match } from './rank.js';

type Conditions = PolicyContentInput['conditions'];
const when = (resourceNames?: string[], accountNames?: string[]): Conditions => [
  { ...(resourceNames && { resourceNames }), ...(accountNames && { accountNames }) },
];

function indexOf(...policies: [id: string, change: Partial<PolicyContentInput>][]): PolicyIndex {
  const index = new PolicyIndex();
  policies.forEach(([id, change], age) => index.put(saved(id, age + 1, change)));
  return index;
}

describe('a policy governs (rules.md#matching)', () => {
  const governs = (conditions: Conditions, resource: string, account: string): boolean =>
    indexOf(['p', { conditions }]).match(resource, account) !== undefined;

  it.each<[string, Conditions, string, string, boolean]>([
    ['any condition suffices', [...when(['x']), ...when(['prod-*'])], 'prod-db', 'root', true],
    ['resource and account must both match', when(['prod-*'], ['*-admin']), 'prod-db', 'db-admin', true],
    ['a resource alone is not enough', when(['prod-*'], ['*-admin']), 'prod-db', 'root', false],
    ['an account alone is not enough', when(['prod-*'], ['*-admin']), 'dev-db', 'db-admin', false],
    ['a side that is not given matches all', when(undefined, ['root']), 'anything', 'root', true],
    ['a negative pattern subtracts', when(['prod-*', '!prod-sandbox-*']), 'prod-sandbox-1', 'root', false],
    ['a negative pattern leaves the rest', when(['prod-*', '!prod-sandbox-*']), 'prod-db', 'root', true],
    ['and subtracts from its own list only', when(['*', '!prod-*'], ['prod-*']), 'dev', 'prod-x', true],
    ['wherever in the list it stands', when(['!prod-db', 'prod-*']), 'prod-db', 'root', false],
    [
      'and not from another condition',
      [...when(['*', '!prod-db']), ...when(['prod-db'])],
      'prod-db',
      'root',
      true,
    ],
    ['case does not count', when(['PROD-*']), 'prod-DB', 'root', true],
  ])('%s', (_, conditions, resource, account, expected) => {
    expect(governs(conditions, resource, account)).toBe(expected);
  });

  it('only while it is enabled, and until it is deleted or changed', () => {
    const index = indexOf(['p', {}]);
    expect(index.match('prod-db', 'root')?.id).toBe('p');
    index.put(saved('p', 1, { enabled: false }));
    expect(index.match('prod-db', 'root')).toBeUndefined();
    index.put(saved('p', 1, { conditions: when(['dev-*']) }));
    expect(index.match('prod-db', 'root')).toBeUndefined();
    index.delete('p');
    expect(index.match('dev-db', 'root')).toBeUndefined();
  });
});

describe('of several policies that match (rules.md#precedence)', () => {
  it.each<[string, Conditions, Partial<PolicyContentInput>, string]>([
    [
      'the higher priority',
      when(['prod-db'], ['root']),
      { conditions: when(['*']), priority: 1 },
      'priority 1 beats priority 0',
    ],
    [
      'the policy with a literal name',
      when(['prod-*'], ['ro*']),
      { conditions: when(['prod-db']) },
      'a literal name beats a glob',
    ],
    [
      'the policy with two literal names',
      when(['prod-db'], ['ro*']),
      { conditions: when(['prod-db'], ['root']) },
      'two literal names beat one',
    ],
    [
      'the policy that names both sides',
      when(['prod-d?']),
      { conditions: when(['*'], ['*']) },
      'naming both resource and account beats naming only one',
    ],
    [
      'the policy with more literal characters',
      when(['prod-*']),
      { conditions: when(['prod-d*']) },
      '6 literal characters in the matching patterns beat 5',
    ],
    [
      'the best of its conditions',
      when(['prod-*']),
      { conditions: [...when(['*']), ...when(['prod-db'])] },
      'a literal name beats a glob',
    ],
    [
      'braces are as literal as what they stand for',
      when(['prod-d*']),
      { conditions: when(['prod-{db,web}']) },
      'a literal name beats a glob',
    ],
  ])('%s governs, however young', (_, older, younger, reason) => {
    const ranked = indexOf(['older', { conditions: older }], ['younger', younger]).ranked('prod-db', 'root');
    expect(ranked.map(({ policy }) => policy.id)).toEqual(['younger', 'older']);
    expect(because(ranked[0]!, ranked[1]!)).toBe(reason);
  });

  it('the older policy governs when nothing else decides', () => {
    const ranked = indexOf(['older', {}], ['younger', {}]).ranked('prod-db', 'root');
    expect(ranked.map(({ policy }) => policy.id)).toEqual(['older', 'younger']);
    expect(because(ranked[0]!, ranked[1]!)).toBe('the older policy beats the newer one');
  });

  it('literal characters of a pattern that does not match do not count', () => {
    const padded = when(['p*', 'a-very-long-literal-name-of-something-else']);
    const ranked = indexOf(
      ['padded', { conditions: padded }],
      ['closer', { conditions: when(['pr*']) }],
    ).ranked('prod', 'root');
    expect(ranked[0]?.policy.id).toBe('closer');
  });

  const rank = fc.record({
    literalSides: fc.integer({ min: 0, max: 2 }),
    sides: fc.integer({ min: 1, max: 2 }),
    literals: fc.integer({ min: 0, max: 3 }),
  });
  const matches = fc
    .array(fc.record({ rank, priority: fc.integer({ min: -1, max: 1 }) }), { minLength: 3, maxLength: 3 })
    .map((all) =>
      all.map(({ rank, priority }, age): Match => ({
        rank,
        policy: { ...saved(`p${String(age)}`, age, { priority }), conditions: [] },
      })),
    );

  it('the order is strict and total', () => {
    fc.assert(
      fc.property(matches, ([a, b, c]) => {
        if (!a || !b || !c) throw new Error('three are made');
        for (const [x, y] of [
          [a, b],
          [b, c],
          [a, c],
        ] as const) {
          expect(compareMatches(x, y)).not.toBe(0);
          expect(Math.sign(compareMatches(x, y))).toBe(-Math.sign(compareMatches(y, x)));
        }
        expect(compareMatches(a, a)).toBe(0);
        const [first, second, third] = [a, b, c].sort(compareMatches);
        expect(compareMatches(first!, third!)).toBeLessThan(0);
        expect(compareMatches(first!, second!)).toBeLessThan(0);
      }),
    );
  });
});
