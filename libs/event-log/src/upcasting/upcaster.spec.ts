import { createUpcaster } from './upcaster.js';

const steps = [
  { type: 'a.b', from: 2, up: (data: object) => ({ ...data, third: true }) },
  { type: 'a.b', from: 1, up: (data: object) => ({ ...data, second: true }) },
];

describe('createUpcaster', () => {
  const upcaster = createUpcaster(steps);

  it.each([
    [1, { second: true, third: true }],
    [2, { third: true }],
    [3, {}],
  ])('brings version %i to the newest', (schemaVersion, data) => {
    expect(upcaster.upcast('a.b', { schemaVersion, data: {} })).toEqual({ schemaVersion: 3, data });
    expect(upcaster.newest('a.b')).toBe(3);
  });

  it('passes unknown types and unknown newer versions through', () => {
    const data = { x: 1 };
    expect(upcaster.upcast('c.d', { schemaVersion: 7, data })).toEqual({ schemaVersion: 7, data });
    expect(upcaster.upcast('a.b', { schemaVersion: 4, data })).toEqual({ schemaVersion: 4, data });
    expect(upcaster.newest('c.d')).toBe(1);
  });

  it.each([
    ['a gap', [steps[0]!]],
    ['a fork', [...steps, steps[1]!]],
  ])('refuses steps with %s', (_, broken) => {
    expect(() => createUpcaster(broken)).toThrow('a.b');
  });
});
