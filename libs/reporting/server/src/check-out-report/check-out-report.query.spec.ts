import { fitting } from './check-out-report.query.js';

const row = (bytes: number) => 'x'.repeat(bytes - 2);

it('a page has as many rows as fit, counted in bytes of JSON', () => {
  expect(fitting([row(10), row(10), row(10)], 33)).toHaveLength(3);
  expect(fitting([row(10), row(10), row(10)], 32)).toHaveLength(2);
  expect(fitting(['ä'.repeat(4), 'b'], 11)).toHaveLength(1);
});

it('a page has at least one row, or an export would never end', () => {
  expect(fitting([row(100), row(10)], 50)).toEqual([row(100)]);
  expect(fitting([], 50)).toEqual([]);
});
