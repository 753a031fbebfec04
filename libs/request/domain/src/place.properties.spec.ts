import fc from 'fast-check';
import { freshSteps, Refusal } from '@countersign/contracts';
import type { ApprovalOutcomeEvent, Caller, Folding, PlaceEvent, RequestEvent } from '@countersign/contracts';
import { followOutcome } from './follow-outcome.js';
import { openRequestsFold, placeFold } from './place.js';
import { placeStream, requesterStream, requestStream } from './streams.js';
import { NOTHING_EARLIER, submit } from './submit.js';
import { at, by, caller, folded, governing, HOUR, inStream, recorded, wish } from './testing/fixtures.js';
import { idOf } from './testing/play.js';

const people = [caller('alice'), caller('bob')];
const policy = governing({ requestTtl: 'PT2H' });
const kinds = ['approved', 'rejected', 'cancelled', 'expired'] as const;

/** How many pending requests a person may have in a game. */
const MOST = 2;

/** Two people ask for three accounts, one of them in two spellings; requests end in every way, late, and more than once. */
const step = fc.oneof(
  fc.record({
    what: fc.constant('submit' as const),
    who: fc.constantFrom(...people),
    account: fc.constantFrom('root', 'ROOT', 'admin', 'backup'),
    passes: fc.constantFrom(0, 1, HOUR, 2 * HOUR - 1, 2 * HOUR),
  }),
  fc.record({ what: fc.constant('end' as const), which: fc.nat(), as: fc.constantFrom(...kinds) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The game's own record of each request, which does not use the folds. */
interface Known {
  id: string;
  who: Caller;
  place: string;
  expiresAt: number;
  ended: boolean;
}

/** One log, for which everything is decided and appended as the runner does. */
class Game {
  readonly requests: Known[] = [];
  private record: Folding<RequestEvent>[] = [];
  private time = 0;

  placeOf(stream: string) {
    return inStream<PlaceEvent>(stream, this.record).reduce(placeFold.evolve, placeFold.initialState);
  }

  openOf(who: Caller) {
    const { evolve, initialState } = openRequestsFold;
    return inStream<PlaceEvent>(requesterStream(who), this.record).reduce(evolve, initialState);
  }

  /** Whether it was accepted, and whether the place was free and the person had room by the clock. */
  submit({ who, account, passes }: Extract<Step, { what: 'submit' }>): {
    accepted: boolean;
    allowed: boolean;
  } {
    this.time += passes;
    const names = { resource: 'db', account };
    const place = placeStream({ requester: who, ...names });
    const pending = this.requests.filter((one) => one.who === who && !one.ended && this.time < one.expiresAt);
    const allowed = pending.length < MOST && !pending.some((one) => one.place === place);
    const id = idOf('1', this.requests.length);
    try {
      const command = { requestId: id, body: wish(names), policy };
      const earlier = { ...NOTHING_EARLIER, place: this.placeOf(place), open: this.openOf(who) };
      const context = { ...by(who, at(this.time)), maxOpenRequests: MOST };
      this.record.push(...recorded(who, submit(command, earlier, context)));
    } catch (error) {
      if (error instanceof Refusal) return { accepted: false, allowed };
      throw error;
    }
    this.requests.push({ id, who, place, expiresAt: this.time + 2 * HOUR, ended: false });
    return { accepted: true, allowed };
  }

  end({ which, as }: Extract<Step, { what: 'end' }>): void {
    const request = this.requests[which % this.requests.length];
    if (!request) return;
    const state = folded(...inStream(requestStream(request.id), this.record));
    if (state.status === 'none') throw new Error('a request that was accepted is on record');
    const data = { ...state.about, at: at(this.time).toISOString(), steps: freshSteps(policy) };
    const outcome = { type: `approval.${as}`, schemaVersion: 1, data: { ...data, duration: 'PT1H' } };
    this.record.push(...recorded(null, followOutcome(outcome as ApprovalOutcomeEvent, state, at(this.time))));
    request.ended = true;
  }
}

const check = (property: (game: Game, one: Step) => void): void =>
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const game = new Game();
      for (const one of steps) property(game, one);
    }),
    { numRuns: 100 },
  );

function act(game: Game, one: Step): void {
  if (one.what === 'end') game.end(one);
  else game.submit(one);
}

describe('whatever people ask for, and however late an end is recorded', () => {
  it('a request is accepted exactly if by the clock its place has no pending request and its requester has room', () =>
    check((game, one) => {
      if (one.what === 'end') return game.end(one);
      const { accepted, allowed } = game.submit(one);
      expect(accepted).toBe(allowed);
    }));

  it('a place is held by the request that took it last, until that request has ended on record', () =>
    check((game, one) => {
      act(game, one);
      for (const place of new Set(game.requests.map((request) => request.place))) {
        const last = game.requests.findLast((request) => request.place === place)!;
        const held = { status: 'taken', requestId: last.id, expiresAt: at(last.expiresAt).toISOString() };
        expect(game.placeOf(place)).toEqual(last.ended ? { status: 'free' } : held);
      }
    }));

  it("a person's open requests are those of their requests that have not ended on record", () =>
    check((game, one) => {
      act(game, one);
      for (const who of people) {
        const theirs = game.requests.filter((request) => request.who === who && !request.ended);
        expect(game.openOf(who).map(({ requestId }) => requestId)).toEqual(theirs.map(({ id }) => id));
      }
    }));
});
