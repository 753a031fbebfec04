import { seeded } from './random.js';

const draws = (seed: string, n = 1000): number[] => {
  const random = seeded(seed);
  return Array.from({ length: n }, () => random.next());
};

describe('seeded random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(draws('a')).toEqual(draws('a'));
    expect(draws('a')).not.toEqual(draws('b'));
  });

  it('are in [0, 1), and spread', () => {
    const all = draws('spread', 10_000);
    expect(all.every((x) => x >= 0 && x < 1)).toBe(true);
    const tenths = Array.from({ length: 10 }, (_, i) => all.filter((x) => Math.floor(x * 10) === i).length);
    for (const n of tenths) expect(Math.abs(n - 1000)).toBeLessThan(150);
  });

  it('fork into sequences that do not depend on what was drawn before', () => {
    const one = seeded('a');
    const other = seeded('a');
    one.next();
    expect(one.fork('x').next()).toBe(other.fork('x').next());
    expect(one.fork('x').next()).not.toBe(other.fork('y').next());
  });

  it('pick and shuffle what there is', () => {
    const random = seeded('a');
    const five = [1, 2, 3, 4, 5];
    expect(five).toContain(random.pick(five));
    expect(random.shuffle(five).sort()).toEqual(five);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
