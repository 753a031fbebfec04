import { Conditions } from '../conditions.js';
import { search } from './search.js';

const shares: Record<string, number> = { inc: 1, person: 0.9, audit: 0.1, bill: 0.02, rare: 0.01 };

function searched(q: string): [string, unknown[]] {
  const conditions = new Conditions();
  search(conditions, q, (beginning) => shares[beginning] ?? 0);
  return [conditions.where(), conditions.values];
}

it('asks the index for every word as a prefix', () => {
  expect(searched('Billing  DB-4')).toEqual(['WHERE r.terms @@ $1::tsquery', [`'billing':* & '^db' & '^4'`]]);
});

it('asks for words of one and two characters as beginnings, which are terms of their own', () => {
  expect(searched('a \u00e9\u00e8 \ud800\udf30b abc')).toEqual([
    'WHERE r.terms @@ $1::tsquery',
    ["'^a' & '^\u00e9\u00e8' & '^\ud800\udf30b' & 'abc':*"],
  ]);
});

it('asks the index for rare words only, and has the common words checked on the rows', () => {
  expect(searched('inc-1234 person rare')).toEqual([
    'WHERE r.terms @@ $1::tsquery AND (r.terms @@ $2::tsquery) IS TRUE',
    [`'1234':* & 'rare':*`, `'person':* & 'inc':*`],
  ]);
});

it('asks the index for the least common word if all are common', () => {
  expect(searched('inc bill person')).toEqual([
    'WHERE r.terms @@ $1::tsquery AND (r.terms @@ $2::tsquery) IS TRUE',
    [`'bill':*`, `'person':* & 'inc':*`],
  ]);
  expect(searched('inc')).toEqual(['WHERE r.terms @@ $1::tsquery', [`'inc':*`]]);
});

it('asks the index for common words while many rows remain to be checked', () => {
  expect(searched('audit bill inc')).toEqual([
    'WHERE r.terms @@ $1::tsquery AND (r.terms @@ $2::tsquery) IS TRUE',
    [`'bill':* & 'audit':*`, `'inc':*`],
  ]);
  expect(searched('audit bill rare')).toEqual([
    'WHERE r.terms @@ $1::tsquery AND (r.terms @@ $2::tsquery) IS TRUE',
    [`'rare':* & 'bill':*`, `'audit':*`],
  ]);
});

it('restricts nothing without a word', () => {
  expect(searched(' %_ ')).toEqual(['', []]);
});
