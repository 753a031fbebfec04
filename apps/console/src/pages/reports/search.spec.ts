import { isEventType, readSearch } from './search.js';

test('what the address may say is read', () => {
  const search = {
    ...{ tab: 'summary', from: '2026-01-01', to: '2026-01-31', bucket: 'week', timeZone: 'Europe/Berlin' },
    ...{ status: ['approved', 'rejected'], accessStatus: ['checked-out'], columns: ['resource', 'ticket'] },
    ...{ requester: 'alice', type: ['access.*', 'request.submitted'], subject: 'request-1' },
  };
  expect(readSearch(search)).toEqual(search);
});

test('one status needs no list, and a name of digits is a name', () => {
  expect(readSearch({ status: 'approved', requester: 42 })).toEqual({
    status: ['approved'],
    requester: '42',
  });
});

test.each([
  { tab: 'x', bucket: 'year', status: ['lost'], accessStatus: 7, from: 'yesterday', to: '2026-13-01' },
  { requester: ' ', resource: 'x'.repeat(257), type: ['DROP TABLE'], columns: [] },
  { account: {}, code: null },
])('what it cannot mean is left out: %j', (raw) => {
  expect(readSearch(raw)).toEqual({});
});

test.each([
  ['access.revoked', true],
  ['access.*', true],
  ['Access', false],
  ['a*', false],
])('%s as a type of events: %s', (text, taken) => {
  expect(isEventType(text)).toBe(taken);
});
