import { restAfter } from './rest-after.js';

describe('the rest after a batch', () => {
  it('is twice as long as the batch took, within bounds', () => {
    expect(restAfter(3, 500, 4)).toBe(8);
    expect(restAfter(3, 500, 9000)).toBe(50);
    expect(restAfter(3, 500, 0.2)).toBe(0);
  });

  it('is none after a wait that brought nothing, nor while there is more than a batch holds', () => {
    expect(restAfter(0, 500, 4)).toBe(0);
    expect(restAfter(500, 500, 4)).toBe(0);
  });
});
