import { isActor, namesPerson, rowNames } from './naming.js';

const ISSUER = 'https://id.example.com';
const alice = { id: 'alice', issuer: ISSUER };
const anyAlice = { id: 'alice', issuer: null };
const elsewhere = { id: 'alice', issuer: 'https://other.example.com' };

describe('a person is found', () => {
  it('as the actor, by issuer and id', () => {
    const event = { actor: { kind: 'person', ...alice } } as const;
    expect([alice, anyAlice, elsewhere].map((person) => isActor(event, person))).toEqual([true, true, false]);
    expect(isActor({ actor: { kind: 'service', id: 'alice' } }, anyAlice)).toBe(false);
  });

  it.each([
    ['the requester', { requester: alice }],
    ['who decided', { decision: { by: alice, as: { type: 'group', id: 'managers' } } }],
    ['who decided, in the steps of an end', { steps: [{ decisions: [] }, { decisions: [{ by: alice }] }] }],
    ['who tried', { by: alice, target: { requestId: null } }],
  ])('in the data of an event, as %s', (_, data) => {
    expect([alice, anyAlice, elsewhere].map((person) => namesPerson(data, person))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('as an approver without an issuer', () => {
    const data = { content: { steps: [{ approvers: [{ type: 'user', id: 'alice' }] }] } };
    expect([alice, anyAlice, elsewhere].every((person) => namesPerson(data, person))).toBe(true);
  });

  it.each([
    ['a group of that id', { approvers: [{ type: 'group', id: 'alice' }] }],
    ['a policy of that id', { policy: { id: 'alice', version: 1 } }],
    ['a longer id', { requester: { issuer: ISSUER, id: 'alice2' } }],
    ['an account of that name', { account: 'alice', resource: null }],
  ])('but not by %s', (_, data) => {
    expect(namesPerson(data, anyAlice)).toBe(false);
    expect(rowNames(data, anyAlice)).toBe(false);
  });

  it.each([
    ['columns', { id: 'r', requester_issuer: ISSUER, requester_id: 'alice' }],
    ['a composite value', { decisions: [{ issuer: ISSUER, id: 'alice', name: 'Alice' }] }],
    ['a key', { closed_to: [JSON.stringify([ISSUER, 'alice'])] }],
    ['a key in a column', { excluded: JSON.stringify([ISSUER, 'alice']) }],
  ])('in a row, by %s', (_, row) => {
    expect([alice, anyAlice, elsewhere].map((person) => rowNames(row, person))).toEqual([true, true, false]);
  });

  it.each([
    ['a column that has no issuer beside it', { revoked_by_id: 'alice' }],
    ['the key of an approver', { open_to: ['user:alice', 'group:managers'] }],
    ['the search term of an approver', { terms: ['prod', '=user:alice'] }],
    ['an approver in JSON', { steps: [{ approvers: [{ type: 'user', id: 'alice' }] }] }],
  ])('in a row, by %s', (_, row) => {
    expect([alice, anyAlice, elsewhere].every((person) => rowNames(row, person))).toBe(true);
  });

  it.each([
    ['a word of a search', { terms: ['alice'] }],
    ['the key of a group', { open_to: ['group:alice'] }],
    [
      'the key of a person whose id has the same ending',
      { closed_to: [JSON.stringify([ISSUER, 'x","alice'])] },
    ],
    ['a list of three', { keys: ['["a","b","alice"]'] }],
  ])('but not in a row by %s', (_, row) => {
    expect(rowNames(row, anyAlice)).toBe(false);
  });
});
