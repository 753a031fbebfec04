import { changed, filterCount, filtersOf, requestsSearchOf, sortedBy } from './requests-search.js';

const policyId = '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90';

test('an address is read as it was meant', () => {
  const search = {
    ...{ status: 'approved', requester: 'me', resource: 'prod-db', accessStatus: 'ended', policyId },
    ...{ from: '2026-01-01', to: '2026-01-31', q: 'INC-42', sort: '-resource' },
  };
  expect(requestsSearchOf(search)).toEqual(search);
  expect(requestsSearchOf({ q: 42, account: true })).toEqual({ q: '42', account: 'true' });
});

test.each([
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
])('what it cannot mean is left out: %j', (raw) =>
  expect(requestsSearchOf({ ...raw, awaiting: 'me' })).toEqual({ awaiting: 'me' }),
);

test('it asks for pending requests, and for whole days of the reader', () => {
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

test('a change keeps the rest, and what becomes empty goes', () => {
  expect(changed({ status: 'approved', q: 'x', resource: 'y' }, { q: '', account: 'root' })).toEqual({
    ...{ status: 'approved', resource: 'y', account: 'root' },
  });
  expect(
    filterCount({ status: 'approved', q: 'x', sort: 'resource', resource: 'y', from: '2026-01-01' }),
  ).toBe(2);
});

test('a column is sorted by as it reads best, then the other way round', () => {
  expect(sortedBy('submittedAt')).toBe('submittedAt');
  expect(sortedBy('decidedAt')).toBe('-decidedAt');
  expect(sortedBy('resource')).toBe('resource');
  expect(sortedBy('resource', 'resource')).toBe('-resource');
  expect(sortedBy('resource', '-resource')).toBe('resource');
});
