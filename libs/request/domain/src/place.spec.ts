import { Refusal } from '@countersign/contracts';
import type { Folding, PlaceEvent, RequestEvent } from '@countersign/contracts';
import { followOutcome } from './follow-outcome.js';
import { openRequestsFold, placeFold } from './place.js';
import { placeStream, requesterStream } from './streams.js';
import { NOTHING_EARLIER, submit } from './submit.js';
import {
  ABOUT,
  alice,
  at,
  by,
  folded,
  governing,
  HOUR,
  inStream,
  iso,
  OTHER_ID,
  outcomes,
  person,
  recorded,
  REQUEST_ID,
  wish,
} from './testing/fixtures.js';

const names = { requester: person('alice'), resource: 'prod-db-eu', account: 'CORP\\svc-backup' };

describe('the stream of the place of requester, resource and account', () => {
  it.each([
    ['another case', { resource: 'PROD-DB-EU', account: 'corp\\SVC-backup' }],
    ['another Unicode form', { resource: 'prod-db-eu'.normalize('NFD') }],
    [
      'another name or e-mail of the same person',
      { requester: { ...person('alice'), name: 'Alice A.', email: null } },
    ],
  ])('is the same under %s', (_, other) => {
    expect(placeStream({ ...names, ...other })).toBe(placeStream(names));
  });

  it('is the same for composed and decomposed letters, and for ß and SS', () => {
    expect(placeStream({ ...names, resource: 'büro-straße' })).toBe(
      placeStream({ ...names, resource: 'BU\u0308RO-STRASSE' }),
    );
  });

  it.each([
    ['another resource', { resource: 'prod-db-us' }],
    ['another account', { account: 'root' }],
    ['another person', { requester: person('bob') }],
    ['a namesake of another issuer', { requester: { ...person('alice'), issuer: 'https://other.example' } }],
    ['the same letters split differently', { resource: 'prod-db-euc', account: 'ORP\\svc-backup' }],
  ])('is another for %s', (_, other) => {
    expect(placeStream({ ...names, ...other })).not.toBe(placeStream(names));
  });

  it('is a valid stream id', () => expect(placeStream(names)).toMatch(/^place-[\w-]{43}$/));
});

describe("the stream of a person's open requests", () => {
  it('is the same under another name or e-mail, and another for other people', () => {
    const renamed = { ...alice, name: 'Alice A.', email: null };
    const namesake = { ...alice, issuer: 'https://other.example' };
    const mine = requesterStream(alice);
    expect(mine).toMatch(/^requester-[\w-]{43}$/);
    expect(requesterStream(renamed)).toBe(mine);
    for (const other of [namesake, person('bob')]) expect(requesterStream(other)).not.toBe(mine);
  });
});

const submitted = (requestId = REQUEST_ID, now = at(0)) =>
  recorded(alice, submit({ requestId, body: wish(), policy: governing() }, NOTHING_EARLIER, by(alice, now)));
/** The events that end alice's request REQUEST_ID in each of the four ways. */
const ends = outcomes.map((outcome) =>
  recorded(null, followOutcome(outcome, folded(...submitted()), at(25 * HOUR))),
);
const placeAfter = (...events: Folding<RequestEvent>[]) =>
  inStream<PlaceEvent>(placeStream(ABOUT), events).reduce(placeFold.evolve, placeFold.initialState);
const openAfter = (...events: Folding<RequestEvent>[]) =>
  inStream<PlaceEvent>(requesterStream(alice), events).reduce(
    openRequestsFold.evolve,
    openRequestsFold.initialState,
  );

describe('a place', () => {
  it('is taken by a submission, with the deadline of its TTL, and freed by each end of that request', () => {
    const taken = { status: 'taken', requestId: REQUEST_ID, expiresAt: iso(24 * HOUR) };
    expect(placeAfter(...submitted())).toEqual(taken);
    for (const end of ends) expect(placeAfter(...submitted(), ...end)).toEqual({ status: 'free' });
  });

  it('is not freed by the late end of an old request after a new request has taken it', () => {
    for (const end of ends)
      expect(placeAfter(...submitted(), ...submitted(OTHER_ID, at(24 * HOUR)), ...end)).toEqual({
        status: 'taken',
        requestId: OTHER_ID,
        expiresAt: iso(48 * HOUR),
      });
  });

  it('refuses the next request until the TTL has passed by the clock, and names the request that holds it', () => {
    const place = placeAfter(...submitted());
    const again = (now: Date) => () =>
      submit(
        { requestId: OTHER_ID, body: wish(), policy: governing() },
        { ...NOTHING_EARLIER, place },
        by(alice, now),
      );
    expect(again(at(24 * HOUR - 1))).toThrow(Refusal);
    expect(again(at(24 * HOUR - 1))).toThrow(REQUEST_ID);
    expect(again(at(24 * HOUR))).not.toThrow();
  });
});

describe("a person's open requests", () => {
  it('are the submitted requests that have not ended on record, in order', () => {
    const both = [...submitted(), ...submitted(OTHER_ID, at(HOUR))];
    expect(openAfter(...both)).toEqual([
      { requestId: REQUEST_ID, expiresAt: iso(24 * HOUR) },
      { requestId: OTHER_ID, expiresAt: iso(25 * HOUR) },
    ]);
    for (const end of ends) expect(openAfter(...both, ...end)).toMatchObject([{ requestId: OTHER_ID }]);
  });
});
