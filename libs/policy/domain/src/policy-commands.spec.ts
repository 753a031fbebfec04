import { Refusal } from '@countersign/contracts';
import type {
  PolicyContent,
  PolicyCreated,
  PolicyDeleted,
  PolicyEvent,
  PolicyUpdated,
} from '@countersign/contracts';
import { createPolicy } from './create-policy.js';
import { deletePolicy } from './delete-policy.js';
import { policyFold } from './policy.js';
import { policyNameFold } from './policy-name.js';
import { content, ERIN, folding } from './testing/factories.js';
import { updatePolicy } from './update-policy.js';

const created = (of: PolicyContent, policyId = 'p1'): PolicyCreated => ({
  type: 'policy.created',
  schemaVersion: 1,
  data: { policyId, version: 1, content: of },
});
const updated = (
  of: PolicyContent,
  { version = 2, formerName = null as string | null, policyId = 'p1' } = {},
): PolicyUpdated => ({
  type: 'policy.updated',
  schemaVersion: 1,
  data: { policyId, version, content: of, formerName },
});
const deleted = (name: string, { version = 2, policyId = 'p1' } = {}): PolicyDeleted => ({
  type: 'policy.deleted',
  schemaVersion: 1,
  data: { policyId, version, name },
});

const byErin = (event: PolicyEvent) => folding(event, ERIN);
const policy = (...events: PolicyEvent[]) =>
  events.map(byErin).reduce(policyFold.evolve, policyFold.initialState);
const name = (...events: PolicyEvent[]) =>
  events.map(byErin).reduce(policyNameFold.evolve, policyNameFold.initialState);
const refusalOf = (decide: () => unknown): [string, number] => {
  try {
    decide();
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.status];
    throw error;
  }
  throw new Error('not refused');
};

const before = content({ name: 'databases' });

describe('create a policy', () => {
  it('records the content and takes the name', () => {
    const events = createPolicy({ id: 'p1', content: before }, name());
    expect(events).toEqual([created(before)]);
    expect(name(...events)).toEqual({ status: 'reserved', policyId: 'p1', name: 'databases' });
  });

  it('is refused while another policy has the name', () => {
    const taken = name(created(content({ name: 'Databases' }), 'p2'));
    expect(refusalOf(() => createPolicy({ id: 'p1', content: before }, taken))).toEqual([
      'policy-name-taken',
      409,
    ]);
  });

  it('may take a name that was given back', () => {
    const free = name(created(before, 'p2'), deleted('databases', { policyId: 'p2' }));
    expect(createPolicy({ id: 'p1', content: before }, free)).toEqual([created(before)]);
  });

  it('is refused when it cannot be saved', () => {
    const impossible = content({ minAccessDuration: 'PT5H' });
    expect(refusalOf(() => createPolicy({ id: 'p1', content: impossible }, name()))).toEqual([
      'invalid-input',
      422,
    ]);
  });
});

describe('update a policy', () => {
  const own = name(created(before));

  it('makes the next version', () => {
    const after = content({ name: 'databases', priority: 7 });
    const update = updatePolicy({ ifMatch: [1], content: after }, policy(created(before)), own);
    expect(update).toEqual([updated(after)]);
    expect(policy(created(before), ...update)).toMatchObject({ version: 2, content: { priority: 7 } });
  });

  it('changes nothing when nothing changes', () => {
    const update = updatePolicy({ ifMatch: [1], content: before }, policy(created(before)), own);
    expect(update).toEqual([]);
  });

  it('takes the new name and gives the old one back', () => {
    const after = content({ name: 'all databases' });
    const update = updatePolicy({ ifMatch: [1], content: after }, policy(created(before)), name());
    expect(update).toEqual([updated(after, { formerName: 'databases' })]);
    expect(name(created(before), ...update)).toEqual({ status: 'free' });
    expect(name(...update)).toEqual({ status: 'reserved', policyId: 'p1', name: 'all databases' });
  });

  it('keeps its name when only the case of it changes', () => {
    const after = content({ name: 'DATABASES' });
    const update = updatePolicy({ ifMatch: [1], content: after }, policy(created(before)), own);
    expect(update).toEqual([updated(after, { formerName: 'databases' })]);
    expect(name(created(before), ...update)).toEqual({
      status: 'reserved',
      policyId: 'p1',
      name: 'DATABASES',
    });
  });

  it('is refused a name that another policy has', () => {
    const taken = name(created(content({ name: 'taken' }), 'p2'));
    const rename = () =>
      updatePolicy({ ifMatch: [1], content: content({ name: 'taken' }) }, policy(created(before)), taken);
    expect(refusalOf(rename)).toEqual(['policy-name-taken', 409]);
  });

  it('is made when any of the versions named is the newest', () => {
    const at2 = policy(created(before), updated(before));
    expect(
      updatePolicy({ ifMatch: [1, 2], content: content({ name: 'databases', priority: 7 }) }, at2, own),
    ).toMatchObject([{ data: { version: 3, formerName: null } }]);
  });

  it.each([[[]], [[1]], [[1, 3]]])('is refused for %j of a policy at version 2', (ifMatch) => {
    const at2 = policy(created(before), updated(before));
    expect(refusalOf(() => updatePolicy({ ifMatch, content: before }, at2, own))).toEqual([
      'version-conflict',
      412,
    ]);
  });

  it('is refused when it cannot be saved', () => {
    const update = { ifMatch: [1], content: content({ name: 'databases', useBy: 'PT1H' }) };
    expect(refusalOf(() => updatePolicy(update, policy(created(before)), own))).toEqual([
      'invalid-input',
      422,
    ]);
  });

  it.each([
    ['never was', policy()],
    ['is deleted', policy(created(before), deleted('databases'))],
  ])('finds nothing where the policy %s', (_, state) => {
    expect(refusalOf(() => updatePolicy({ ifMatch: [2], content: before }, state, own))).toEqual([
      'not-found',
      404,
    ]);
  });
});

describe('delete a policy', () => {
  it('frees the name', () => {
    const events = deletePolicy({ ifMatch: [1] }, policy(created(before)));
    expect(events).toEqual([deleted('databases')]);
    expect(name(created(before), ...events)).toEqual({ status: 'free' });
  });

  it('keeps the last content', () => {
    expect(policy(created(before), deleted('databases'))).toEqual({
      status: 'deleted',
      id: 'p1',
      version: 2,
      content: before,
    });
  });

  it('is refused for another version', () => {
    expect(refusalOf(() => deletePolicy({ ifMatch: [2] }, policy(created(before))))).toEqual([
      'version-conflict',
      412,
    ]);
  });

  it('finds nothing a second time', () => {
    const gone = policy(created(before), deleted('databases'));
    expect(refusalOf(() => deletePolicy({ ifMatch: [2] }, gone))).toEqual(['not-found', 404]);
  });
});

describe('a name', () => {
  const held = { status: 'reserved', policyId: 'p2', name: 'databases' };

  it.each([
    ['deleted', deleted('databases')],
    ['renamed', updated(content({ name: 'other' }), { formerName: 'databases' })],
  ])('stays with its policy when another policy is %s', (_, event) => {
    expect(name(created(before, 'p2'), event)).toEqual(held);
  });

  it('stays with its policy while the policy changes otherwise', () => {
    const edited = updated(content({ name: 'databases', priority: 7 }), { policyId: 'p2' });
    expect(name(created(before, 'p2'), edited)).toEqual(held);
  });

  it('is held again by a policy that is renamed back', () => {
    const away = updated(content({ name: 'other' }), { formerName: 'databases' });
    const back = updated(before, { version: 3, formerName: 'other' });
    expect(name(created(before), away, back)).toEqual({ ...held, policyId: 'p1' });
    expect(name(away, back)).toEqual({ status: 'free' });
  });
});
