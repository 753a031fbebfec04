import { Refusal } from '@countersign/contracts';
import type { PolicyContent, PolicyEvent, PolicyNameEvent } from '@countersign/contracts';
import { createPolicy } from './create-policy.js';
import { deletePolicy } from './delete-policy.js';
import { policyFold } from './policy.js';
import { policyNameFold } from './policy-name.js';
import { content } from './testing/factories.js';
import { updatePolicy } from './update-policy.js';

const created = (of: PolicyContent, policyId = 'p1'): PolicyEvent => ({
  type: 'policy.created',
  schemaVersion: 1,
  data: { policyId, content: of },
});
const updated = (of: PolicyContent): PolicyEvent => ({
  type: 'policy.updated',
  schemaVersion: 1,
  data: { policyId: 'p1', content: of },
});
const deleted: PolicyEvent = { type: 'policy.deleted', schemaVersion: 1, data: { policyId: 'p1' } };
const reserved = (name: string, policyId = 'p1'): PolicyNameEvent => ({
  type: 'policy.name_reserved',
  schemaVersion: 1,
  data: { policyId, name },
});
const released = (name: string, policyId = 'p1'): PolicyNameEvent => ({
  ...reserved(name, policyId),
  type: 'policy.name_released',
});

const policy = (...events: PolicyEvent[]) => events.reduce(policyFold.evolve, policyFold.initialState);
const name = (...events: PolicyNameEvent[]) =>
  events.reduce(policyNameFold.evolve, policyNameFold.initialState);
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
    expect(createPolicy({ id: 'p1', content: before }, name())).toEqual({
      policy: [created(before)],
      name: [reserved('databases')],
    });
  });

  it('is refused while another policy has the name', () => {
    const taken = name(reserved('Databases', 'p2'));
    expect(refusalOf(() => createPolicy({ id: 'p1', content: before }, taken))).toEqual([
      'policy-name-taken',
      409,
    ]);
  });

  it('may take a name that was given back', () => {
    const free = name(reserved('databases', 'p2'), released('databases', 'p2'));
    expect(createPolicy({ id: 'p1', content: before }, free).name).toEqual([reserved('databases')]);
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
  const own = name(reserved('databases'));
  const same = { old: own, new: own };

  it('makes the next version', () => {
    const after = content({ name: 'databases', priority: 7 });
    const update = updatePolicy({ ifMatch: [1], content: after }, policy(created(before)), same);
    expect(update).toEqual({ policy: [updated(after)], released: [], reserved: [] });
    expect(policy(created(before), ...update.policy)).toMatchObject({ version: 2, content: { priority: 7 } });
  });

  it('changes nothing when nothing changes', () => {
    const update = updatePolicy({ ifMatch: [1], content: before }, policy(created(before)), same);
    expect(update).toEqual({ policy: [], released: [], reserved: [] });
  });

  it('takes the new name and gives the old one back', () => {
    const after = content({ name: 'all databases' });
    const update = updatePolicy({ ifMatch: [1], content: after }, policy(created(before)), {
      old: own,
      new: name(),
    });
    expect(update).toEqual({
      policy: [updated(after)],
      released: [released('databases')],
      reserved: [reserved('all databases')],
    });
  });

  it('keeps its name when only the case of it changes', () => {
    const after = content({ name: 'DATABASES' });
    const update = updatePolicy({ ifMatch: [1], content: after }, policy(created(before)), same);
    expect(update).toEqual({ policy: [updated(after)], released: [], reserved: [] });
  });

  it('is refused a name that another policy has', () => {
    const names = { old: own, new: name(reserved('taken', 'p2')) };
    const rename = () =>
      updatePolicy({ ifMatch: [1], content: content({ name: 'taken' }) }, policy(created(before)), names);
    expect(refusalOf(rename)).toEqual(['policy-name-taken', 409]);
  });

  it('is made when any of the versions named is the newest', () => {
    const at2 = policy(created(before), updated(before));
    expect(
      updatePolicy({ ifMatch: [1, 2], content: content({ priority: 7 }) }, at2, same).policy,
    ).toHaveLength(1);
  });

  it.each([[[]], [[1]], [[1, 3]]])('is refused for %j of a policy at version 2', (ifMatch) => {
    const at2 = policy(created(before), updated(before));
    expect(refusalOf(() => updatePolicy({ ifMatch, content: before }, at2, same))).toEqual([
      'version-conflict',
      412,
    ]);
  });

  it('is refused when it cannot be saved', () => {
    const update = { ifMatch: [1], content: content({ name: 'databases', useBy: 'PT1H' }) };
    expect(refusalOf(() => updatePolicy(update, policy(created(before)), same))).toEqual([
      'invalid-input',
      422,
    ]);
  });

  it.each([
    ['never was', policy()],
    ['is deleted', policy(created(before), deleted)],
  ])('finds nothing where the policy %s', (_, state) => {
    expect(refusalOf(() => updatePolicy({ ifMatch: [2], content: before }, state, same))).toEqual([
      'not-found',
      404,
    ]);
  });
});

describe('delete a policy', () => {
  const own = name(reserved('databases'));

  it('gives the name back', () => {
    expect(deletePolicy({ ifMatch: [1] }, policy(created(before)), own)).toEqual({
      policy: [deleted],
      released: [released('databases')],
    });
  });

  it('keeps the last content', () => {
    expect(policy(created(before), deleted)).toEqual({
      status: 'deleted',
      id: 'p1',
      version: 2,
      content: before,
    });
  });

  it('is refused for another version', () => {
    expect(refusalOf(() => deletePolicy({ ifMatch: [2] }, policy(created(before)), own))).toEqual([
      'version-conflict',
      412,
    ]);
  });

  it('finds nothing a second time', () => {
    const gone = policy(created(before), deleted);
    expect(refusalOf(() => deletePolicy({ ifMatch: [2] }, gone, name()))).toEqual(['not-found', 404]);
  });
});

describe('a name', () => {
  it('is not given back by a policy that does not have it', () => {
    const others = name(reserved('databases', 'p2'));
    expect(deletePolicy({ ifMatch: [1] }, policy(created(before)), others).released).toEqual([]);
  });
});
