import fc from 'fast-check';
import type { Actor, RecordedEvent } from '@countersign/contracts';
import { openAfter } from './open-requests.js';
import { Selection } from './selection.js';
import type { Selected, Whose } from './selection.js';

const ISSUERS = ['https://one.example', 'https://two.example'];
const ENDS = ['request.refused', 'request.rejected', 'request.cancelled', 'request.expired'];
const ACCESS_ENDS = ['access.checked_in', 'access.ended', 'access.revoked'];
/** The events that can follow a request's last event. */
const NEXT: Record<string, readonly string[]> = {
  none: ['request.submitted', 'request.unmatched', 'request.refused'],
  'request.submitted': ['request.approved', ...ENDS.slice(1)],
  'request.unmatched': ['access.granted'],
  'request.approved': ['access.granted'],
  'access.granted': ['access.opened', 'access.checked_out', 'access.ended', 'access.revoked'],
  'access.opened': ['access.checked_out', 'access.ended', 'access.revoked'],
  'access.checked_out': ACCESS_ENDS,
};

const actor: fc.Arbitrary<Actor> = fc.oneof(
  fc.record({
    kind: fc.constant('person' as const),
    issuer: fc.constantFrom(...ISSUERS),
    id: fc.constantFrom('alice', 'bob'),
  }),
  fc.constant({ kind: 'service' as const, id: 'request' }),
);
const step = fc.record({
  request: fc.constantFrom('r1', 'r2', 'r3', 'r4', null),
  choice: fc.nat(),
  actor,
  hasText: fc.boolean(),
  minutes: fc.nat(2),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A request log in which each step continues its request, or adds another event if the request is over. */
function logOf(steps: Step[]): RecordedEvent[] {
  const last = new Map<string, string>();
  let minutes = 0;
  return steps.map((given, i) => {
    minutes += given.minutes;
    const next = given.request === null ? undefined : NEXT[last.get(given.request) ?? 'none'];
    const type = next?.[given.choice % next.length] ?? 'attempt.refused';
    if (next && given.request !== null) last.set(given.request, type);
    const data = next ? { requestId: given.request } : { target: { requestId: given.request } };
    const texts = given.hasText ? { salt: 's', name: given.actor.id } : null;
    const recordedAt = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
    return {
      position: i + 1,
      type,
      data,
      actor: given.actor,
      private: texts,
      recordedAt,
    } as unknown as RecordedEvent;
  });
}

const log = fc.array(step, { maxLength: 60 }).map(logOf);
const whose: fc.Arbitrary<Whose> = fc.oneof(
  fc.record({
    kind: fc.constant('person' as const),
    id: fc.constantFrom('alice', 'bob', 'nobody'),
    issuer: fc.constantFrom(...ISSUERS, null),
  }),
  fc.record({
    kind: fc.constant('before' as const),
    before: fc.integer({ min: 0, max: 120 }).map((n) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString()),
  }),
);

function pagesOf<T>(items: readonly T[], size: number): T[][] {
  const pages: T[][] = [];
  for (let i = 0; i < items.length; i += size) pages.push(items.slice(i, i + size));
  return pages;
}

const openIn = (events: RecordedEvent[], size = 7) => pagesOf(events, size).reduce(openAfter, new Map());

function select(events: RecordedEvent[], wanted: Whose, { page = 7, mostRanges = 1000 } = {}) {
  const selection = new Selection(wanted, openIn(events, page), mostRanges);
  const portions: Selected[] = pagesOf(events, page).flatMap((one) => selection.add(one));
  portions.push(...selection.rest());
  return { selection, portions };
}

const positionsOf = (portions: Selected[]): number[] =>
  portions
    .flatMap(({ ranges }) => ranges.flatMap(([first, last]) => span(first, last)))
    .sort((a, b) => a - b);
const span = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** The expected selection, computed by searching the whole log for each event. */
function isWanted(event: RecordedEvent, wanted: Whose): boolean {
  if (event.private === null) return false;
  if (wanted.kind === 'before') return event.recordedAt < wanted.before;
  const { actor } = event;
  return actor.kind === 'person' && actor.id === wanted.id && [actor.issuer, null].includes(wanted.issuer);
}
function isOpen({ data: { requestId } }: RecordedEvent, events: RecordedEvent[]): boolean {
  if (typeof requestId !== 'string') return false;
  const own = events.filter(({ data }) => data['requestId'] === requestId).map(({ type }) => type);
  return ![...ENDS, ...ACCESS_ENDS].some((end) => own.includes(end));
}

describe('the events whose texts are erased', () => {
  it('are all selected events that belong to no open request', () => {
    fc.assert(
      fc.property(log, whose, (events, wanted) => {
        const { portions } = select(events, wanted);
        const expected = events.filter((event) => isWanted(event, wanted) && !isOpen(event, events));
        expect(positionsOf(portions)).toEqual(expected.map(({ position }) => position));
      }),
    );
  });

  it('leave a count, by request, of the events that keep their texts', () => {
    fc.assert(
      fc.property(log, whose, (events, wanted) => {
        const { selection } = select(events, wanted);
        const staying = events.filter((event) => isWanted(event, wanted) && isOpen(event, events));
        const expected = new Map<unknown, number>();
        for (const { data } of staying)
          expected.set(data['requestId'], (expected.get(data['requestId']) ?? 0) + 1);
        expect(selection.left).toEqual(expected);
      }),
    );
  });

  it('do not depend on the page size or on the number of ranges per record', () => {
    fc.assert(
      fc.property(
        log,
        whose,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (events, wanted, page, mostRanges) => {
          const { portions } = select(events, wanted, { page, mostRanges });
          expect(positionsOf(portions)).toEqual(positionsOf(select(events, wanted).portions));
          for (const { ranges } of portions) expect(ranges.length).toBeLessThanOrEqual(mostRanges);
        },
      ),
    );
  });

  it('are recorded with the person concerned, each position once', () => {
    fc.assert(
      fc.property(log, whose, (events, wanted) => {
        const { portions } = select(events, wanted, { mostRanges: 2 });
        for (const { person, ranges } of portions)
          for (const position of ranges.flatMap(([first, last]) => span(first, last))) {
            const { actor } = events[position - 1]!;
            expect(person).toEqual(
              wanted.kind === 'before' || actor.kind === 'service'
                ? null
                : { issuer: actor.issuer, id: actor.id },
            );
          }
        expect(new Set(positionsOf(portions)).size).toBe(positionsOf(portions).length);
      }),
    );
  });

  it('are none once the texts are erased', () => {
    fc.assert(
      fc.property(log, whose, (events, wanted) => {
        const gone = new Set(positionsOf(select(events, wanted).portions));
        const left = events.map((event) => (gone.has(event.position) ? { ...event, private: null } : event));
        expect(select(left, wanted).portions).toEqual([]);
      }),
    );
  });

  it('include every event recorded before the time, and none recorded exactly at it', () => {
    const at = (position: number, recordedAt: string) =>
      ({
        position,
        type: 't.t',
        data: {},
        actor: { kind: 'service', id: 'x' },
        private: {},
        recordedAt,
      }) as unknown as RecordedEvent;
    const events = [at(1, '2026-01-01T09:59:59.999999Z'), at(2, '2026-01-01T10:00:00.000000Z')];
    const { portions } = select(events, { kind: 'before', before: '2026-01-01T10:00:00.000Z' });
    expect(positionsOf(portions)).toEqual([1]);
  });

  it('exclude events of the same id under other issuers', () => {
    const [one, two] = ISSUERS as [string, string];
    const by = (position: number, issuer: string) =>
      ({
        position,
        type: 't.t',
        data: {},
        actor: { kind: 'person', issuer, id: 'alice' },
        private: {},
        recordedAt: '',
      }) as unknown as RecordedEvent;
    const events = [by(1, one), by(2, two)];
    const { selection, portions } = select(events, { kind: 'person', id: 'alice', issuer: one });
    expect(portions).toEqual([{ person: { issuer: one, id: 'alice' }, ranges: [[1, 1]] }]);
    expect([...selection.otherIssuers]).toEqual([two]);
  });
});
