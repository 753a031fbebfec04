import fc from 'fast-check';
import { durationSeconds } from '@countersign/contracts';
import { accessWindow } from './access-window.js';
import { followOutcome } from './follow-outcome.js';
import { evolve } from './request.js';
import type { AccessRequest, PendingRequest } from './request.js';
import { approvedAt, at, HOUR, iso, OTHER_ID, outcomes, pending, REQUEST_ID } from './testing/fixtures.js';

const mine = { status: 'taken', requestId: REQUEST_ID } as const;
const theirs = { status: 'taken', requestId: OTHER_ID } as const;
const follow = (
  outcome = approvedAt(HOUR) as (typeof outcomes)[number],
  request: AccessRequest = pending(),
  slot: typeof mine | typeof theirs = mine,
) => followOutcome(outcome, request, slot, at(HOUR + 5));
const types = (outcome: (typeof outcomes)[number]) => follow(outcome).request.map(({ type }) => type);

describe('the request ends as its approval did', () => {
  it('and its place is free again, in the same append', () => {
    expect(outcomes.map(types)).toEqual([
      ['request.approved', 'access.granted'],
      ['request.rejected'],
      ['request.cancelled'],
      ['request.expired'],
    ]);
    for (const outcome of outcomes)
      expect(follow(outcome).slot).toMatchObject([{ type: 'request.slot_released' }]);
  });

  it('with the steps and the time of the outcome, and who cancelled', () => {
    expect(follow(outcomes[2]).request[0]?.data).toEqual(outcomes[2]?.data);
  });

  it('once: a second delivery, of whatever outcome, changes nothing', () => {
    for (const first of outcomes) {
      const after = follow(first).request.reduce(evolve, pending());
      for (const again of outcomes) expect(follow(again, after)).toEqual({ request: [], slot: [] });
    }
  });

  it('and leaves a place alone that another request has taken meanwhile', () => {
    expect(follow(outcomes[3], pending(), theirs).slot).toEqual([]);
  });

  it('a request that is not in the log is a defect, not a refusal', () => {
    expect(() => follow(outcomes[0], { status: 'none' })).toThrow('is not in the log');
  });
});

describe('the access window', () => {
  const window = (
    body: Parameters<typeof pending>[0],
    approved: number,
    granted: number,
    duration = 'PT1H',
  ) =>
    accessWindow(
      { approved: approvedAt(approved, duration).data, ...(pending(body) as PendingRequest) },
      at(granted),
    );

  it('starts with the grant and lasts what was approved', () => {
    expect(window({}, HOUR, HOUR + 5, 'PT20M')).toEqual({
      startsAt: iso(HOUR + 5),
      endsAt: iso(HOUR + 5 + HOUR / 3),
      duration: 'PT20M',
      ...{ accessStarts: 'approval', scheduled: false },
    });
  });

  it('starts when it was to start', () => {
    expect(window({ startsAt: iso(5 * HOUR) }, HOUR, HOUR + 5)).toMatchObject({
      startsAt: iso(5 * HOUR),
      endsAt: iso(6 * HOUR),
      scheduled: true,
    });
  });

  it('of a maintenance window that has begun ends when that was to end', () => {
    expect(window({ startsAt: iso(HOUR) }, 1.5 * HOUR, 1.5 * HOUR + 5)).toMatchObject({
      startsAt: iso(1.5 * HOUR + 5),
      endsAt: iso(2 * HOUR),
    });
  });

  it('that passed before the grant came is recorded as approved, and is over', () => {
    const late = window({ startsAt: iso(HOUR) }, 1.5 * HOUR, 3 * HOUR);
    expect(late).toMatchObject({ startsAt: iso(1.5 * HOUR), endsAt: iso(2 * HOUR) });
  });

  it('is never empty nor longer than approved, whatever was asked and whenever it is granted', () => {
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
