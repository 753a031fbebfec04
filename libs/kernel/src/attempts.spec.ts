import { actorOf, foldingOf, refusedAttempt } from '@countersign/contracts';
import type { Attempt, RefusedAttempt } from '@countersign/contracts';
import { attemptsFold, attemptsStream, recordAttempt } from './attempts.js';
import type { Attempts } from './attempts.js';

const alice = { issuer: 'https://id.example.com', id: 'alice' };
const requestId = '01996a60-7f00-7a33-9b44-ba9876543210';
const attempt: Attempt = {
  by: alice,
  operation: 'approval.approve',
  target: { requestId, resource: null, account: null },
  code: 'self-approval',
  detail: 'You made this request.',
  count: 1,
};
const asked = (resource: string): Attempt => ({
  ...attempt,
  target: { requestId: null, resource, account: 'db-admin' },
});
const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 1, 9) + seconds * 1000);
const recorded = (seconds: number, of: Attempt = attempt): RefusedAttempt => ({
  type: 'attempt.refused',
  schemaVersion: 1,
  data: { ...of, at: at(seconds).toISOString() },
});

/** given these events, when this attempt is made at this second */
const given = (...events: RefusedAttempt[]) => ({
  when: (tried: Attempt, seconds: number) => recordAttempt(folded(events), tried, at(seconds)),
});

const provenance = { actor: actorOf(alice), personal: { name: 'Alice' } };
const folded = (events: RefusedAttempt[]): Attempts =>
  events.reduce(
    (attempts, event) => attemptsFold.evolve(attempts, foldingOf(event, provenance)),
    attemptsFold.initialState,
  );

describe('recordAttempt', () => {
  it('records the first attempt', () => {
    expect(given().when(attempt, 0)).toEqual([recorded(0)]);
  });

  it('records nothing more within the minute, up to its last millisecond', () => {
    expect(given(recorded(0)).when(attempt, 59.999)).toEqual([]);
  });

  it('records an attempt again when the minute is over, with the number of attempts', () => {
    const counted = { ...attempt, count: 7 };
    expect(given(recorded(0)).when(counted, 60)).toEqual([recorded(60, counted)]);
  });

  it('counts the minute from the last recorded attempt', () => {
    expect(given(recorded(0), recorded(60)).when(attempt, 119.999)).toEqual([]);
    expect(given(recorded(0), recorded(60)).when(attempt, 120)).toHaveLength(1);
  });

  it.each<[string, Attempt]>([
    ['actor', { ...attempt, by: { ...alice, id: 'bob' } }],
    ['issuer', { ...attempt, by: { ...alice, issuer: 'https://other.example.com' } }],
    ['target', { ...attempt, target: { ...attempt.target, requestId: requestId.replace('6', '7') } }],
    ['code', { ...attempt, code: 'not-pending' }],
  ])('treats another %s as another attempt', (_, other) => {
    expect(given(recorded(0)).when(other, 1)).toHaveLength(1);
  });

  it("does not shorten the minute because of other people's attempts", () => {
    const other = { ...attempt, code: 'not-pending' };
    expect(given(recorded(0), recorded(59.999, other)).when(attempt, 59.999)).toEqual([]);
  });

  it('treats the same names in another spelling as the same target', () => {
    expect(given(recorded(0, asked('prod-db'))).when(asked('PROD-db'), 1)).toEqual([]);
    expect(given(recorded(0, asked('prod-db'))).when(asked('prod-db-2'), 1)).toHaveLength(1);
    const other = { ...asked('prod-db'), target: { ...asked('prod-db').target, account: 'root' } };
    expect(given(recorded(0, asked('prod-db'))).when(other, 1)).toHaveLength(1);
  });

  it('keeps no more than the last minute', () => {
    const old = [0, 1, 2].map((second) => recorded(second, { ...attempt, code: `code-${second}` }));
    expect(folded([...old, recorded(61)]).size).toBe(2);
  });
});

describe('attemptsStream', () => {
  it('is a valid stream id, one per person and UTC day', () => {
    const noon = attemptsStream(alice, new Date('2026-03-01T12:00:00.000Z'));
    expect(noon).toMatch(/^attempts-[\w-]{43}-20260301$/);
    expect(attemptsStream(alice, new Date('2026-03-01T23:59:59.999Z'))).toBe(noon);
    expect(attemptsStream(alice, new Date('2026-03-02T00:00:00.000Z'))).not.toBe(noon);
    expect(attemptsStream({ ...alice, issuer: 'x' }, new Date('2026-03-01T12:00:00.000Z'))).not.toBe(noon);
  });
});

it.each([0, -1, 1.5])('the schema refuses a count of %d attempts', (count) => {
  const { data } = recorded(0);
  expect(refusedAttempt.safeParse(data).success).toBe(true);
  expect(refusedAttempt.safeParse({ ...data, count }).success).toBe(false);
});
