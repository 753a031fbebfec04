import fc from 'fast-check';
import { about, requestEventData } from '@countersign/contracts';
import type { Caller, Folding, RequestEvent } from '@countersign/contracts';
import { ORIGIN } from './testing/fixtures.js';
import { erased, games, idOf, justificationOf, people, play } from './testing/play.js';
import type { Moment, Wanted } from './testing/play.js';

/** The last moment of random games, with the record of everything that happened. */
const check = (property: (record: Moment['record'], wanted: Wanted[]) => void): void =>
  fc.assert(
    fc.property(games, ([wanted, commands]) => property(play(wanted, commands).at(-1)?.record ?? [], wanted)),
    { numRuns: 100 },
  );

/** Personal data besides ids, and the texts that people write. */
const personal = [
  ...people.flatMap(({ name, email }) => [name, email as string]),
  ...Object.values(ORIGIN),
  'justification of',
  'reason of',
];
const authorOf = ({ actor }: Folding<RequestEvent>): Caller | undefined =>
  people.find(({ id }) => actor.kind === 'person' && actor.id === id);

describe('whatever people do, on record', () => {
  it('the hashed data of an event contain only what its schema names, and no name, e-mail address or free text', () =>
    check((record) => {
      for (const { type, data } of record) {
        expect(requestEventData[type].parse(data)).toEqual(data);
        for (const text of personal) expect(JSON.stringify(data)).not.toContain(text);
      }
    }));

  it('every event names its request, requester, resource, account and policy version', () =>
    check((record, wanted) => {
      for (const { data } of record) {
        const index = wanted.findIndex((_, nth) => idOf('1', nth) === data.requestId);
        const { who, account, governed } = wanted[index]!;
        const policy = governed ? { id: expect.any(String) as string, version: 3 } : null;
        expect(about.parse(data)).toEqual({
          requestId: idOf('1', index),
          requester: { issuer: who.issuer, id: who.id },
          resource: 'prod-db-eu',
          account: account.normalize('NFC'),
          policy,
        });
      }
    }));

  it('name, e-mail address and origin are only in the private texts of the events that the person caused', () =>
    check((record) => {
      for (const event of record) {
        const author = authorOf(event);
        if (!author) expect(event.private).toBeNull();
        else expect(event.private).toMatchObject({ name: author.name, email: author.email, ...ORIGIN });
      }
    }));

  it('a free text is in exactly one event, which its author caused', () =>
    check((record, wanted) => {
      const textsOf = ({ private: texts }: Folding<RequestEvent>) => [texts?.justification, texts?.reason];
      const written = record.flatMap(textsOf).filter((text) => text !== undefined);
      expect(new Set(written).size).toBe(written.length);
      wanted.forEach(({ who }, index) => {
        const holders = record.filter((event) => textsOf(event).includes(justificationOf(index)));
        expect(holders.map(authorOf)).toEqual([who]);
      });
      for (const event of record)
        expect(event.private?.reason !== undefined).toBe(event.type === 'access.revoked');
    }));
});

describe('with every private text erased as soon as it is recorded', () => {
  const decisions = (moments: Moment[]) =>
    moments.map(({ events, refusal }) => ({
      events: events.map(({ type, data }) => ({ type, data })),
      code: refusal?.code,
      status: refusal?.status,
      recorded: refusal?.recordedDetail,
    }));

  it('every rule decides as it does with the texts, and records a refusal in the same words', () =>
    fc.assert(
      fc.property(games, ([wanted, commands]) => {
        expect(decisions(play(wanted, commands, erased))).toEqual(decisions(play(wanted, commands)));
      }),
      { numRuns: 100 },
    ));

  it('a refusal is recorded with ids only, and its sentence has ids where names were erased', () =>
    fc.assert(
      fc.property(games, ([wanted, commands]) => {
        for (const { refusal } of play(wanted, commands))
          for (const text of personal) expect(refusal?.recordedDetail ?? '').not.toContain(text);
        for (const { refusal } of play(wanted, commands, erased))
          for (const text of personal) expect(refusal?.message ?? '').not.toContain(text);
      }),
      { numRuns: 100 },
    ));
});
