import { validate, version } from 'uuid';
import { uuidV7 } from './random.js';

describe('uuidV7', () => {
  it('is a UUID of version 7 that begins with the time', () => {
    const before = Date.now();
    const id = uuidV7();
    const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    expect([validate(id), version(id)]).toEqual([true, 7]);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('is never the same twice', () => {
    const ids = Array.from({ length: 10_000 }, uuidV7);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
