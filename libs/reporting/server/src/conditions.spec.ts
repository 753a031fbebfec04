import { Conditions } from './conditions.js';

it('numbers the values as parameters, in the order in which they are added', () => {
  const conditions = new Conditions();
  conditions.and`a = ${1} AND b = ${'two'}`.add('c IS NULL');
  const third = conditions.parameter(3);
  expect(conditions.where(`d > ${third}`)).toBe('WHERE a = $1 AND b = $2 AND c IS NULL AND d > $3');
  expect(conditions.values).toEqual([1, 'two', 3]);
});

it('is empty without a condition', () => {
  expect(new Conditions().where()).toBe('');
});

it('never writes a value into the text', () => {
  const value = `'; DROP TABLE reporting.request; --`;
  expect(new Conditions().and`a = ${value}`.where()).toBe('WHERE a = $1');
});
