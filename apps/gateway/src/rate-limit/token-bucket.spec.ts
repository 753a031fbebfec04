import { giveBack, take } from './rate-limiter.js';
import type { Bucket, BucketRule } from './rate-limiter.js';

const rule: BucketRule = { perSecond: 10, burst: 5 };

/** Takes tokens at the given instants and says which were allowed. */
function taken(...instants: number[]): boolean[] {
  let bucket: Bucket | undefined;
  return instants.map((now) => {
    const result = take(bucket, rule, now);
    bucket = result.bucket;
    return result.allowed;
  });
}

describe('token bucket', () => {
  it('allows the burst at once, and no more', () => {
    expect(taken(0, 0, 0, 0, 0, 0)).toEqual([true, true, true, true, true, false]);
  });

  it('refills at the rate', () => {
    expect(taken(0, 0, 0, 0, 0, 99, 100, 100)).toEqual([true, true, true, true, true, false, true, false]);
  });

  it('never holds more than the burst', () => {
    const rested = Array<number>(6).fill(3_600_000);
    expect(taken(0, ...rested)).toEqual([true, true, true, true, true, true, false]);
  });

  it('does not refill when the clock goes back', () => {
    expect(taken(1000, 1000, 1000, 1000, 1000, 0)).toEqual([true, true, true, true, true, false]);
  });

  it('names the wait in whole seconds, at least one', () => {
    expect(take({ tokens: 0, at: 0 }, rule, 0)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    expect(take({ tokens: 0, at: 0 }, { perSecond: 0.1, burst: 1 }, 0)).toMatchObject({
      retryAfterSeconds: 10,
    });
  });

  it('returns no more tokens than were taken', () => {
    expect(giveBack({ tokens: 3.5, at: 0 }, rule).tokens).toBe(4.5);
    expect(giveBack({ tokens: 5, at: 0 }, rule).tokens).toBe(5);
  });
});
