import { about } from '@countersign/contracts';
import type { Folding, PlaceEvent, RequestEvent } from '@countersign/contracts';
import { followOutcome } from './follow-outcome.js';
import { openRequestsFold, placeFold } from './place.js';
import { evolve } from './request.js';
import type { AccessRequest, PendingRequest } from './request.js';
import { placeStream, requesterStream } from './streams.js';
import { NOTHING_EARLIER, submit } from './submit.js';
import {
  ABOUT,
  alice,
  approvedAt,
  at,
  by,
  governing,
  HOUR,
  inStream,
  OTHER_ID,
  outcomes,
  pending,
  recorded,
  REQUEST_ID,
  wish,
} from './testing/fixtures.js';

type Outcome = (typeof outcomes)[number];

const follow = (outcome: Outcome = approvedAt(HOUR), request: AccessRequest = pending()) =>
  recorded(null, followOutcome(outcome, request, at(HOUR + 5)));
const types = (outcome: Outcome) => follow(outcome).map(({ type }) => type);

/** A submission under this id, by the same person for the same account. */
const submission = (requestId: string) =>
  recorded(alice, submit({ requestId, body: wish(), policy: governing() }, NOTHING_EARLIER, by()));

const placeAfter = (...events: Folding<RequestEvent>[]) =>
  inStream<PlaceEvent>(placeStream(ABOUT), events).reduce(placeFold.evolve, placeFold.initialState);
const openAfter = (...events: Folding<RequestEvent>[]) =>
  inStream<PlaceEvent>(requesterStream(alice), events).reduce(
    openRequestsFold.evolve,
    openRequestsFold.initialState,
  );

describe('a request whose approval has ended (rules.md#one-decider)', () => {
  it("frees its place with the same event, and is no longer among the requester's open requests", () => {
    expect(outcomes.map(types)).toEqual([
      ['request.approved', 'access.granted'],
      ['request.rejected'],
      ['request.cancelled'],
      ['request.expired'],
    ]);
    for (const outcome of outcomes) {
      const events = [...submission(REQUEST_ID), ...follow(outcome)];
      expect(placeAfter(...events)).toEqual({ status: 'free' });
      expect(openAfter(...events)).toEqual([]);
    }
  });

  it('ends with the steps and time of the outcome, and names its requester, resource and account', () => {
    for (const outcome of outcomes) {
      const { at: time, steps } = outcome.data;
      const [event] = follow(outcome);
      expect(event?.data).toEqual({ ...about.parse(outcome.data), at: time, steps });
    }
  });

  it('keeps its facts, policy version and second factor', () => {
    const mfa = { methods: ['otp'], at: at(0).toISOString() };
    const request = { ...(pending() as PendingRequest), mfa };
    const { about, facts, policy, expiresAt } = request;
    for (const outcome of outcomes)
      expect(follow(outcome, request).reduce<AccessRequest>(evolve, request)).toMatchObject({
        about,
        facts,
        policy,
        expiresAt,
        mfa,
      });
  });

  it('ends once: a second delivery of any outcome changes nothing', () => {
    for (const first of outcomes) {
      const after = follow(first).reduce(evolve, pending());
      for (const again of outcomes) expect(follow(again, after)).toEqual([]);
    }
  });

  it('does not free a place that another request has taken meanwhile', () => {
    for (const outcome of outcomes) {
      const events = [...submission(REQUEST_ID), ...submission(OTHER_ID), ...follow(outcome)];
      expect(placeAfter(...events)).toMatchObject({ status: 'taken', requestId: OTHER_ID });
      expect(openAfter(...events)).toMatchObject([{ requestId: OTHER_ID }]);
    }
  });

  it('causes an error, not a refusal, if it is not in the log', () => {
    expect(() => follow(outcomes[0], { status: 'none' })).toThrow('is not in the log');
  });
});
