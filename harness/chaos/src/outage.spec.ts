import type { Said, Try } from './load/history.js';
import { longestOutage } from './outage.js';

const one = (sentAt: number, endedAt: number | null, status: number | null): Try => ({
  sentAt,
  endedAt,
  mfa: false,
  said: status === null ? null : ({ status } as Said),
});

describe('the longest outage', () => {
  it('is from the first open question to the next final answer', () =>
    expect(
      longestOutage([
        one(0, 10, 200),
        one(20, 60, null),
        one(30, 40, 503),
        one(70, 90, 403),
        one(95, 100, 200),
      ]),
    ).toEqual({ from: 20, ms: 70 }));

  it('does not begin before the last answer, however long a question had been open', () =>
    expect(longestOutage([one(0, 50, 200), one(1, 80, 200)])).toEqual({ from: 0, ms: 50 }));

  it('does not count a time in which nobody asked', () =>
    expect(longestOutage([one(0, 10, 200), one(5_000, 5_020, 200), one(6_000, null, null)])).toEqual({
      from: 5_000,
      ms: 20,
    }));

  it('is nothing where nothing was asked', () => expect(longestOutage([])).toEqual({ from: 0, ms: 0 }));
});
