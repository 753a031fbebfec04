import { Brake } from './brake.js';

describe('the brake', () => {
  const failedTimes = (times: number): Brake => {
    const brake = new Brake();
    for (let n = 0; n < times; n++) brake.failed('alice', 0);
    return brake;
  };

  it.each([
    [4, 0],
    [5, 1_000],
    [6, 2_000],
    [8, 8_000],
    [30, 60_000],
  ])('after %d failures waits %d ms', (failures, wait) => {
    expect(failedTimes(failures).wait('alice', 0)).toBe(wait);
  });

  it('ends with time or with a success, and affects only one person', () => {
    const brake = failedTimes(6);
    expect(brake.wait('alice', 2_000)).toBe(0);
    expect(brake.wait('bob', 0)).toBe(0);
    brake.succeeded('alice');
    expect(brake.wait('alice', 0)).toBe(0);
  });
});
