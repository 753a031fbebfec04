import { changed, filterCount, filtersOf, requestsSearchOf, sortedBy } from './requests-search.js';

const policyId = '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90';

it('a valid address is read unchanged, with numbers and booleans as text', () => {
  const search = {
    status: 'approved',
    requester: 'me',
    resource: 'prod-db',
    accessStatus: 'ended',
    policyId,
    from: '2026-01-01',
    to: '2026-01-31',
    q: 'INC-42',
    sort: '-resource',
  };
  expect(requestsSearchOf(search)).toEqual(search);
  expect(requestsSearchOf({ q: 42, account: true })).toEqual({ q: '42', account: 'true' });
});

it.each([
  { status: 'nonsense' },
  { requester: 'alice' },
  { policyId: "' or 1=1" },
  { from: '2026-02-31' },
  { from: 'yesterday' },
  { q: '  ' },
  { q: 'a'.repeat(201) },
  { q: ['a'] },
  { sort: 'password' },
  { unknown: 'x' },
])('invalid members of an address are left out: %j', (raw) =>
  expect(requestsSearchOf({ ...raw, awaiting: 'me' })).toEqual({ awaiting: 'me' }),
);

it('the API filters default to pending, and cover whole days of the reader', () => {
  expect(filtersOf({})).toEqual({ status: ['pending'] });
  expect(
    filtersOf({ status: 'expired', accessStatus: 'ended', from: '2026-01-01', to: '2026-01-01' }),
  ).toEqual({
    status: ['expired'],
    accessStatus: ['ended'],
    from: new Date(2026, 0, 1).toISOString(),
    to: new Date(2026, 0, 2).toISOString(),
  });
});

it('a change keeps the other members, and removes empty ones', () => {
  expect(changed({ status: 'approved', q: 'x', resource: 'y' }, { q: '', account: 'root' })).toEqual({
    status: 'approved',
    resource: 'y',
    account: 'root',
  });
  expect(
    filterCount({ status: 'approved', q: 'x', sort: 'resource', resource: 'y', from: '2026-01-01' }),
  ).toBe(2);
});

it('a click on a column sorts by it, and the next click reverses the order', () => {
  expect(sortedBy('submittedAt')).toBe('submittedAt');
  expect(sortedBy('decidedAt')).toBe('-decidedAt');
  expect(sortedBy('resource')).toBe('resource');
  expect(sortedBy('resource', 'resource')).toBe('-resource');
  expect(sortedBy('resource', '-resource')).toBe('resource');
});
