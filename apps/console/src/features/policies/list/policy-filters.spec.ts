import { policyFilters } from './policy-filters.js';

it.each<[Record<string, unknown>, object]>([
  [{}, {}],
  [
    { q: 'prod', enabled: false },
    { q: 'prod', enabled: false },
  ],
  [{ q: 42 }, { q: '42' }],
  [{ q: '  ', enabled: 'perhaps', page: 3 }, {}],
  [{ q: { a: 1 } }, {}],
  [{ q: 'x'.repeat(300) }, { q: 'x'.repeat(200) }],
])('the address %j is read as the filters %j', (search, filters) =>
  expect(policyFilters(search)).toEqual(filters),
);
