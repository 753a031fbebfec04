import { seeded } from '../random.js';
import { faultKinds, planFaults } from './schedule.js';

const plan = (count: number, seed = 'test') =>
  planFaults(seeded(seed), { count, overMs: 60_000, natsNodes: 1 });
const told = (count: number, seed?: string) => plan(count, seed).map(({ at, what }) => `${at} ${what}`);

describe('a schedule of faults', () => {
  it('is the same for the same seed', () => {
    expect(told(40)).toEqual(told(40));
    expect(told(40)).not.toEqual(told(40, 'other'));
  });

  it('contains every kind before it repeats any', () => {
    const kinds = Object.keys(faultKinds);
    const planned = plan(2 * kinds.length + 3).map(({ kind }) => kind);
    expect(planned.slice(0, kinds.length).sort()).toEqual([...kinds].sort());
    expect(planned.slice(kinds.length, 2 * kinds.length).sort()).toEqual([...kinds].sort());
  });

  it('is in order of time, and within the given time', () => {
    const times = plan(40).map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(60_000);
  });

  it('refuses unknown kinds', () => {
    const options = { count: 1, overMs: 1, natsNodes: 1, kinds: ['flood'] } as const;
    expect(() => planFaults(seeded('x'), options)).toThrow('no such kind of fault: flood');
  });
});
