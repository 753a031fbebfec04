import fc from 'fast-check';
import { durationSeconds } from '@countersign/contracts';
import { accessWindow } from './access-window.js';
import type { PendingRequest } from './request.js';
import { atCheckOut } from './testing/accesses.js';
import { approvedAt, at, governing, HOUR, iso, pending } from './testing/fixtures.js';

function window(
  body: Parameters<typeof pending>[0],
  approved: number,
  granted: number,
  duration = 'PT1H',
  policy = governing(),
) {
  const request = pending(body, policy) as PendingRequest;
  return accessWindow({ approved: approvedAt(approved, duration).data, ...request }, at(granted));
}

describe('the access window (rules.md#access-window)', () => {
  it('starts with the grant and lasts for the approved duration', () => {
    expect(window({}, HOUR, HOUR + 5, 'PT20M')).toEqual({
      startsAt: iso(HOUR + 5),
      endsAt: iso(HOUR + 5 + HOUR / 3),
      duration: 'PT20M',
      accessStarts: 'approval',
      scheduled: false,
    });
  });

  it('starts at the requested time', () => {
    expect(window({ startsAt: iso(5 * HOUR) }, HOUR, HOUR + 5)).toMatchObject({
      startsAt: iso(5 * HOUR),
      endsAt: iso(6 * HOUR),
      scheduled: true,
    });
  });

  it('ends at the planned end of a maintenance window that has begun', () => {
    expect(window({ startsAt: iso(HOUR) }, 1.5 * HOUR, 1.5 * HOUR + 5)).toMatchObject({
      startsAt: iso(1.5 * HOUR + 5),
      endsAt: iso(2 * HOUR),
    });
  });

  it('is recorded as approved, and is over, if it passed before the grant', () => {
    const late = window({ startsAt: iso(HOUR) }, 1.5 * HOUR, 3 * HOUR);
    expect(late).toMatchObject({ startsAt: iso(1.5 * HOUR), endsAt: iso(2 * HOUR) });
  });

  it('is never empty or longer than approved, whatever was requested and whenever it is granted', () => {
    const seconds = fc.integer({ min: 0, max: 20_000 });
    const asked = fc.option(seconds, { nil: undefined });
    fc.assert(
      fc.property(
        asked,
        seconds,
        seconds,
        fc.integer({ min: 1, max: 14_400 }),
        (startsAt, approved, delay, length) => {
          fc.pre(startsAt === undefined || approved < startsAt + length);
          const body = startsAt === undefined ? {} : { startsAt: iso(1000 * startsAt) };
          const granted = window(body, 1000 * approved, 1000 * (approved + delay), `PT${length}S`);
          const open = Date.parse(granted.endsAt) - Date.parse(granted.startsAt);
          expect(open).toBeGreaterThan(0);
          expect(open).toBeLessThanOrEqual(1000 * durationSeconds(granted.duration));
          if (startsAt !== undefined) expect(granted.endsAt).toBe(iso(1000 * (startsAt + length)));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the window of an access whose clock starts at check-out', () => {
  const open = (body: Parameters<typeof pending>[0], granted: number) =>
    window(body, HOUR, granted, 'PT20M', atCheckOut);

  it('lasts until the last instant for the check-out: two hours from the grant', () => {
    expect(open({}, HOUR + 5)).toEqual({
      startsAt: iso(HOUR + 5),
      endsAt: iso(3 * HOUR + 5),
      duration: 'PT20M',
      accessStarts: 'check-out',
      scheduled: false,
    });
  });

  it('counts from the requested start', () => {
    const scheduled = { startsAt: iso(5 * HOUR), endsAt: iso(7 * HOUR), scheduled: true };
    expect(open({ startsAt: iso(5 * HOUR) }, HOUR + 5)).toMatchObject(scheduled);
  });

  it('counts from the grant if the requested start has passed, however long ago', () => {
    const open5 = { startsAt: iso(5 * HOUR), endsAt: iso(7 * HOUR), scheduled: false };
    expect(open({ startsAt: iso(HOUR) }, 5 * HOUR)).toMatchObject(open5);
  });

  it('cannot be left open by a policy', () => {
    const content = { ...atCheckOut.content, useBy: undefined };
    expect(() => window({}, HOUR, HOUR, 'PT1H', { ...atCheckOut, content })).toThrow('useBy');
  });
});

describe('the beginning of an access', () => {
  it('is never before its approval, even by a clock that is ahead', () => {
    expect(window({}, HOUR + 50, HOUR)).toMatchObject({
      startsAt: iso(HOUR + 50),
      endsAt: iso(2 * HOUR + 50),
    });
    const used = window({}, HOUR + 50, HOUR, 'PT1H', atCheckOut);
    expect(used).toMatchObject({ startsAt: iso(HOUR + 50), endsAt: iso(3 * HOUR + 50) });
  });
});
