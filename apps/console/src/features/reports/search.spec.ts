import { isEventType, readSearch } from './search.js';

it('a valid address is read unchanged', () => {
  const search = {
    tab: 'summary',
    from: '2026-01-01',
    to: '2026-01-31',
    bucket: 'week',
    timeZone: 'Europe/Berlin',
    status: ['approved', 'rejected'],
    accessStatus: ['checked-out'],
    columns: ['resource', 'ticket'],
    requester: 'alice',
    type: ['access.*', 'request.submitted'],
    subject: 'request-1',
  };
  expect(readSearch(search)).toEqual(search);
});

it('a single status becomes a list, and a name of digits becomes text', () => {
  expect(readSearch({ status: 'approved', requester: 42 })).toEqual({
    status: ['approved'],
    requester: '42',
  });
});

it.each([
  { tab: 'x', bucket: 'year', status: ['lost'], accessStatus: 7, from: 'yesterday', to: '2026-13-01' },
  { requester: ' ', resource: 'x'.repeat(257), type: ['DROP TABLE'], columns: [] },
  { account: {}, code: null },
])('invalid members of an address are left out: %j', (raw) => {
  expect(readSearch(raw)).toEqual({});
});

it.each([
  ['access.revoked', true],
  ['access.*', true],
  ['Access', false],
  ['a*', false],
])('%s is an event type: %s', (text, taken) => {
  expect(isEventType(text)).toBe(taken);
});
