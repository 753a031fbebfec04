import { actorOf } from '@countersign/contracts';
import type { Actor, PolicyEvent } from '@countersign/contracts';
import { changedFields } from './changed-fields.js';
import { policyHistory } from './policy-history.js';
import { policyViewOf, savedPolicyFold } from './saved-policy.js';
import type { Recorded } from './saved-policy.js';
import { content, ERIN } from './testing/factories.js';

const GRACE = { ...ERIN, id: 'grace', name: 'Grace Green', email: 'grace@example.com' };

function recorded(event: PolicyEvent, version: number, actor: Actor): Recorded<PolicyEvent> {
  const stored = {
    position: 10 + version,
    id: '',
    stream: 'policy-p1',
    correlationId: '',
    causationId: null,
    traceparent: null,
    hash: '',
  };
  return { ...stored, ...event, version, actor, recordedAt: `2026-01-31T09:00:0${String(version)}.123456Z` };
}

const first = content({ name: 'one' });
const second = content({ name: 'two', priority: 3 });
const events = [
  recorded(
    { type: 'policy.created', schemaVersion: 1, data: { policyId: 'p1', content: first } },
    1,
    actorOf(ERIN),
  ),
  recorded(
    { type: 'policy.updated', schemaVersion: 1, data: { policyId: 'p1', content: second } },
    2,
    actorOf(GRACE),
  ),
  recorded({ type: 'policy.deleted', schemaVersion: 1, data: { policyId: 'p1' } }, 3, {
    kind: 'service',
    id: 'importer',
  }),
];
const fold = (count: number) =>
  events.slice(0, count).reduce(savedPolicyFold.evolve, savedPolicyFold.initialState);

describe('a saved policy', () => {
  it('knows who made it and who changed it last, and when', () => {
    const policy = fold(2);
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
    expect(fold(3)).toMatchObject({
      status: 'deleted',
      version: 3,
      content: second,
      updatedBy: { id: 'importer' },
    });
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

  it('see a field that came, one that went and one that is nested', () => {
    const described = { ...first, description: 'now' };
    expect(changedFields(first, described)).toEqual(['description']);
    expect(changedFields(described, first)).toEqual(['description']);
    expect(changedFields(first, { ...first, mfa: { ...first.mfa, onApproval: true } })).toEqual(['mfa']);
  });
});
