import { saved } from '../testing/factories.js';
import { CANDIDATES, explain } from './explain.js';
import { PolicyIndex } from './policy-index.js';

const names = { resource: 'prod-db', account: 'root' };
const refused = { outcome: 'refused' } as const;

function indexOf(...policies: ReturnType<typeof saved>[]): PolicyIndex {
  const index = new PolicyIndex();
  policies.forEach((policy) => index.put(policy));
  return index;
}

describe('explain', () => {
  const mfa = { onRequest: false, onApproval: true, onCheckOut: true, maxAge: 'PT10M' };
  const broad = saved('broad', 1, { conditions: [{ resourceNames: ['*'] }] });
  const exact = saved('exact', 2, { conditions: [{ resourceNames: ['prod-db'] }], requestTtl: 'PT2H', mfa });
  const off = saved('off', 3, { enabled: false });
  const other = saved('other', 4, { conditions: [{ resourceNames: ['dev-*'] }] });
  const index = indexOf(broad, exact, off, other);

  it('says which policy governs, its steps and its limits', () => {
    expect(explain(index, names, refused, false)).toEqual({
      outcome: 'approval-required',
      policy: { id: 'exact', version: 1, name: 'exact' },
      steps: exact.content.steps,
      limits: {
        minAccessDuration: 'PT1S',
        maxAccessDuration: 'PT4H',
        requestTtl: 'PT2H',
        justification: 'optional',
        mfa,
      },
      candidates: null,
    });
  });

  it('says why each candidate has its rank', () => {
    const { candidates } = explain(index, names, refused, true);
    expect(candidates?.map((c) => [c.policy.id, c.enabled, c.matched, c.rank, c.because])).toEqual([
      ['exact', true, true, 1, 'a literal name beats a glob'],
      ['broad', true, true, 2, 'behind exact: a literal name beats a glob'],
      ['off', false, true, null, 'would match, but is switched off'],
      ['other', true, false, null, 'no condition matches this resource and account'],
    ]);
  });

  it('marks every disabled policy, whether it would match or not', () => {
    const away = saved('away', 5, { enabled: false, conditions: [{ resourceNames: ['dev-*'] }] });
    const { outcome, candidates } = explain(indexOf(away, off), names, refused, true);
    expect(outcome).toBe('refused');
    expect(candidates).toMatchObject([
      { policy: { id: 'off' }, enabled: false, matched: true, rank: null },
      { policy: { id: 'away' }, enabled: false, matched: false, rank: null },
    ]);
  });

  it('says that the only policy is the only policy that matches', () => {
    const { candidates } = explain(indexOf(exact), names, refused, true);
    expect(candidates?.[0]?.because).toBe('the only policy that matches');
  });

  it('shows a limited number of candidates', () => {
    const many = Array.from({ length: CANDIDATES + 5 }, (_, i) => saved(`p${String(i)}`, i));
    expect(explain(indexOf(...many), names, refused, true).candidates).toHaveLength(CANDIDATES);
  });

  it('refuses a request that no policy governs', () => {
    const nothing = { outcome: 'refused', policy: null, steps: [], limits: null, candidates: null };
    expect(explain(indexOf(off, other), names, refused, false)).toEqual(nothing);
  });

  it('grants such a request if configured, up to the configured duration', () => {
    const granted = explain(indexOf(other), names, { outcome: 'granted', maxDuration: 'PT30M' }, false);
    expect(granted).toMatchObject({
      outcome: 'granted',
      policy: null,
      limits: { maxAccessDuration: 'PT30M' },
    });
  });
});
