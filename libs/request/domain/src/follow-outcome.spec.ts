import { followOutcome } from './follow-outcome.js';
import { evolve } from './request.js';
import type { AccessRequest, PendingRequest } from './request.js';
import { approvedAt, at, HOUR, OTHER_ID, outcomes, pending, REQUEST_ID } from './testing/fixtures.js';

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

  it('and keeps what was asked for, by which policy, and with which second factor', () => {
    const mfa = { methods: ['otp'], at: at(0).toISOString() };
    const request = { ...(pending() as PendingRequest), mfa };
    const { facts, policy, expiresAt } = request;
    for (const outcome of outcomes)
      expect(follow(outcome, request).request.reduce<AccessRequest>(evolve, request)).toMatchObject({
        facts,
        policy,
        expiresAt,
        mfa,
      });
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
