import { restAfter } from './subscription.js';

describe('the rest after a batch', () => {
  it('is twice as long as the batch took, within limits', () => {
    expect(restAfter(3, 199, 4)).toBe(8);
    expect(restAfter(3, 0, 9000)).toBe(50);
    expect(restAfter(3, 0, 0.2)).toBe(0);
  });

  it('is zero after an empty batch, and while far behind', () => {
    expect(restAfter(0, 0, 4)).toBe(0);
    expect(restAfter(500, 200, 4)).toBe(0);
  });
});
