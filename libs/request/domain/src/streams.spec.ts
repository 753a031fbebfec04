import { requestEventData } from '@countersign/contracts';
import type { DomainEvent, JsonObject } from '@countersign/contracts';
import {
  accountStream,
  placeStream,
  refusalStreams,
  requesterStream,
  requestStream,
  requestStreamsOf,
} from './streams.js';
import { ABOUT, at, HOUR, iso, person, REQUEST_ID, T0 } from './testing/fixtures.js';
import { TICKET_ID } from './testing/given.js';

type Type = keyof typeof requestEventData;

const request = requestStream(REQUEST_ID);
const place = placeStream(ABOUT);
const refusals = place.replace('place-', 'refusals-');
const account = accountStream(ABOUT);
const open = requesterStream(person('alice'));
const ticket = `ticket-${TICKET_ID}`;
const inUse = { ...ABOUT, ticketId: TICKET_ID };
const unused = { ...ABOUT, ticketId: null };

/** Data that determine the streams of each event type, and the expected streams: the event's own first. */
const table: Record<Type, [data: JsonObject, streams: string[]][]> = {
  'request.submitted': [[{ ...ABOUT, policy: { id: 'p', version: 1, content: {} } }, [request, place, open]]],
  'request.refused': [
    [{ ...ABOUT, policy: null, submittedAt: iso(0) }, [request, `${refusals}-20260301`]],
    [
      { ...ABOUT, policy: null, submittedAt: '2026-03-01T23:59:00.000Z' },
      [request, `${refusals}-20260301`, `${refusals}-20260302`],
    ],
  ],
  'request.unmatched': [[{ ...ABOUT, policy: null }, [request]]],
  'request.approved': [[ABOUT, [request, place, open]]],
  'request.rejected': [[ABOUT, [request, place, open]]],
  'request.cancelled': [[ABOUT, [request, place, open]]],
  'request.expired': [[ABOUT, [request, place, open]]],
  'access.granted': [[ABOUT, [request]]],
  'access.opened': [[ABOUT, [request]]],
  'access.checked_out': [[inUse, [request, account, ticket]]],
  'access.checked_in': [[inUse, [request, account]]],
  'access.ended': [
    [inUse, [request, account]],
    [unused, [request]],
  ],
  'access.revoked': [
    [inUse, [request, account]],
    [unused, [request]],
  ],
  'attempt.refused': [
    [
      { by: { issuer: 'https://id.example', id: 'alice' }, at: iso(0) },
      [expect.stringMatching(/^attempts-[\w-]{43}-20260301$/) as string],
    ],
  ],
  'audit.checkpoint': [[{ at: iso(0) }, ['checkpoints-2026-03-01']]],
  'personal_data.erased': [[{ ranges: [[1, 2]] }, ['erasures']]],
};

const event = (type: string, data: JsonObject): DomainEvent => ({ type, schemaVersion: 1, data });

describe('the streams of an event of the request log', () => {
  it.each(Object.entries(table))('%s', (type, cases) => {
    for (const [data, streams] of cases) expect(requestStreamsOf(event(type, data))).toEqual(streams);
  });

  it('are known for every type of the catalogue', () => {
    expect(Object.keys(table)).toEqual(Object.keys(requestEventData));
  });

  it('are never guessed: an event of another log or of an unknown type is an error', () => {
    for (const type of ['approval.opened', 'request.commented', 'policy.created'])
      expect(() => requestStreamsOf(event(type, ABOUT))).toThrow(`no events of type ${type}`);
  });

  it('have valid ids, none of them twice', () => {
    for (const [type, cases] of Object.entries(table))
      for (const [data] of cases) {
        const streams = requestStreamsOf(event(type, data));
        expect(new Set(streams).size).toBe(streams.length);
        for (const stream of streams) expect(stream).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
      }
  });

  it('of a refusal are those of its day, and in the last minute of the day also those of the next day', () => {
    const days = (time: Date) => refusalStreams(ABOUT, time).map((stream) => stream.slice(-8));
    const midnight = 15 * HOUR;
    expect(days(T0)).toEqual(['20260301']);
    expect(days(at(midnight - 60_001))).toEqual(['20260301']);
    expect(days(at(midnight - 60_000))).toEqual(['20260301', '20260302']);
    expect(days(at(midnight - 1))).toEqual(['20260301', '20260302']);
    expect(days(at(midnight))).toEqual(['20260302']);
  });

  it('of a refusal are the same in every spelling of its names', () => {
    const spelled = { ...ABOUT, resource: 'PROD-DB-EU', account: 'Db-Admin' };
    expect(refusalStreams(spelled, T0)).toEqual(refusalStreams(ABOUT, T0));
    expect(refusalStreams({ ...ABOUT, account: 'root' }, T0)).not.toEqual(refusalStreams(ABOUT, T0));
  });

  it('keep their ids across releases, because under another id a taken place or account would seem free', () => {
    expect([place, open, account]).toEqual([
      'place-g0RE5dZYSCmeGeJL2MYoT7N1DTfx7U6H8jdlUhsqy1U',
      'requester-zM4i-86afIl5XsDsbTja-9QN2G4X_gmETerCFKODnEg',
      'account-mujNEUJb3DGbi-cSeh5F0xjs8WEJBxY2jyEP7uCaj9U',
    ]);
  });
});
