import type { PolicyEvent, Provenance } from '@countersign/contracts';
import { changedFields, policyHistory } from './policy-history.js';
import { policyViewOf, savedPolicyFold } from './saved-policy.js';
import type { Recorded } from './saved-policy.js';
import { by, content, ERIN, recorded } from './testing/factories.js';

const GRACE = { ...ERIN, id: 'grace', name: 'Grace Green', email: 'grace@example.com' };
const IMPORTER: Provenance = {
  actor: { kind: 'service', id: 'importer' },
  private: null,
  erasedAt: null,
};

const first = content({ name: 'one' });
const second = content({ name: 'two', priority: 3 });
const events: Recorded<PolicyEvent>[] = [
  recorded(
    { type: 'policy.created', schemaVersion: 1, data: { policyId: 'p1', version: 1, content: first } },
    by(ERIN),
  ),
  recorded(
    {
      type: 'policy.updated',
      schemaVersion: 1,
      data: { policyId: 'p1', version: 2, content: second, formerName: 'one' },
    },
    by(GRACE),
  ),
  recorded(
    { type: 'policy.deleted', schemaVersion: 1, data: { policyId: 'p1', version: 3, name: 'two' } },
    IMPORTER,
  ),
];
/** The same events after the personal data of Erin was erased. */
const ERASED_AT = '2026-03-01T12:00:00.000Z';
const erased = events.map((event, i) => (i ? event : { ...event, private: null, erasedAt: ERASED_AT }));
const fold = (of: Recorded<PolicyEvent>[]) => of.reduce(savedPolicyFold.evolve, savedPolicyFold.initialState);

describe('a saved policy', () => {
  it('knows who made it and who changed it last, and when', () => {
    const policy = fold(events.slice(0, 2));
    if (policy.status !== 'active') throw new Error(policy.status);
    expect(policy.createdPosition).toBe(11);
    expect(policyViewOf(policy)).toEqual({
      id: 'p1',
      version: 2,
      ...second,
      createdAt: '2026-01-31T09:00:01.123Z',
      createdBy: { id: 'erin', name: 'Erin Ellis', email: 'erin@example.com' },
      updatedAt: '2026-01-31T09:00:02.123Z',
      updatedBy: { id: 'grace', name: 'Grace Green', email: 'grace@example.com' },
    });
  });

  it('keeps its last content when it is deleted', () => {
    expect(fold(events)).toMatchObject({
      status: 'deleted',
      version: 3,
      content: second,
      updatedBy: { id: 'importer' },
    });
  });

  it('says when the name of its author was erased, and keeps the names of others', () => {
    const policy = fold(erased.slice(0, 2));
    if (policy.status !== 'active') throw new Error(policy.status);
    expect(policyViewOf(policy)).toMatchObject({
      createdBy: { id: 'erin', name: null, email: null, erasedAt: ERASED_AT },
      updatedBy: { id: 'grace', name: 'Grace Green', email: 'grace@example.com' },
    });
    expect(policyViewOf(policy).updatedBy).not.toHaveProperty('erasedAt');
  });
});

describe('the history of a policy', () => {
  it('has who, when and what changed in every version', () => {
    expect(
      policyHistory(events).map(({ version, by, change, changed, content: of }) => [
        version,
        by.id,
        change,
        changed,
        of,
      ]),
    ).toEqual([
      [1, 'erin', 'created', [], first],
      [2, 'grace', 'updated', ['name', 'priority'], second],
      [3, 'importer', 'deleted', [], null],
    ]);
  });

  it('shows the names that are there, and when the others were erased', () => {
    expect(policyHistory(erased).map(({ by: person }) => person)).toEqual([
      { id: 'erin', name: null, email: null, erasedAt: ERASED_AT },
      { id: 'grace', name: 'Grace Green', email: 'grace@example.com' },
      { id: 'importer', name: 'importer', email: null },
    ]);
  });
});

describe('changed fields', () => {
  it('do not depend on the order of keys, nor on a field that is undefined', () => {
    const { name, ...rest } = first;
    expect(
      changedFields(first, {
        ...rest,
        name,
        mfa: { ...Object.fromEntries(Object.entries(rest.mfa).reverse()) } as typeof rest.mfa,
        description: undefined,
      }),
    ).toEqual([]);
  });

  it('include an added field, a removed field and a nested field', () => {
    const described = { ...first, description: 'now' };
    expect(changedFields(first, described)).toEqual(['description']);
    expect(changedFields(described, first)).toEqual(['description']);
    expect(changedFields(first, { ...first, mfa: { ...first.mfa, onApproval: true } })).toEqual(['mfa']);
  });
});
