import {
  attemptsStream,
  IdempotencyKeyReused,
  InvalidInput,
  NotFound,
  NotVisible,
  Refusal,
  Unavailable,
} from '@countersign/contracts';
import type { RefusedAttempt } from '@countersign/contracts';
import { createDecideRunner, InMemoryEventLog } from '@countersign/event-log';
import type { DecideRunner } from '@countersign/event-log';
import { FixedClock } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { RefusedAttempts } from './refused-attempts.js';

const T0 = new Date('2026-03-01T09:00:00.000Z');
const alice = { issuer: 'https://id.example.com', id: 'alice', name: 'Alice', email: null };
const requestId = '01996a60-7f00-7a33-9b44-ba9876543210';
const target = { requestId, resource: null, account: null };
const call: CallContext = {
  caller: {
    ...alice,
    ...{ groups: [], roles: [], tokenExpiresAt: T0 },
    authentication: { methods: [], contextClass: null, at: null },
  },
  ...{ token: 'secret', requestId: 'call', traceparent: null, idempotencyKey: 'key' },
};
const no = new Refusal('self-approval', 403, 'You made this request.');

let log: InMemoryEventLog;
beforeEach(() => (log = new InMemoryEventLog('approval')));

/** An instance of a service. */
function instance(clock = new FixedClock(T0), runner: DecideRunner = createDecideRunner(log)) {
  const attempts = new RefusedAttempts(runner, clock);
  const attempt = (error: Error = no, operation = 'approval.approve') =>
    attempts
      .noting({ operation, target }, call, () => Promise.reject(error))
      .catch((thrown: unknown) => thrown);
  return { clock, attempts, attempt };
}
const recorded = async (now = T0) =>
  (await log.readStream<RefusedAttempt>(attemptsStream(alice, now))).map(({ data }) => data);
const counts = async () => (await recorded()).map(({ count }) => count);
const seconds = (n: number): Date => new Date(T0.getTime() + n * 1000);

it('records who tried what, and why it was refused; the answer is the refusal itself', async () => {
  expect(await instance().attempt()).toBe(no);
  const why = { code: 'self-approval', detail: 'You made this request.' };
  expect(await recorded()).toEqual([
    { actor: alice, operation: 'approval.approve', target, ...why, count: 1, at: T0.toISOString() },
  ]);
  const [event] = await log.readFrom(1, 10);
  expect(event).toMatchObject({ actor: { kind: 'person', id: 'alice' }, correlationId: requestId });
  expect(JSON.stringify(event)).not.toContain('secret');
});

it('what is allowed leaves nothing', async () => {
  const { attempts } = instance();
  expect(
    await attempts.noting({ operation: 'approval.approve', target }, call, () => Promise.resolve(7)),
  ).toBe(7);
  expect(await recorded()).toEqual([]);
});

it('one event a minute, and every attempt in some count, though nobody tries again', async () => {
  const { attempt, attempts, clock } = instance();
  for (let i = 0; i < 5; i++) await attempt();
  expect(await counts()).toEqual([1]);
  clock.set(new Date(seconds(60).getTime() - 1));
  await attempts.sweep();
  expect(await counts()).toEqual([1]);
  clock.set(seconds(60));
  await attempts.sweep();
  await attempts.sweep();
  expect(await counts()).toEqual([1, 4]);
});

it('the next attempt after the minute counts those between', async () => {
  const { attempt, clock } = instance();
  for (let i = 0; i < 3; i++) await attempt();
  clock.set(seconds(60));
  await attempt();
  expect(await counts()).toEqual([1, 3]);
});

it('many at once are one event', async () => {
  const { attempt, attempts, clock } = instance();
  await Promise.all(Array.from({ length: 20 }, () => attempt()));
  clock.set(seconds(60));
  await attempts.sweep();
  expect(await counts()).toEqual([1, 19]);
});

it('the minute holds over two instances, and nothing is lost between them', async () => {
  const clock = new FixedClock(T0);
  const [one, two] = [instance(clock), instance(clock)];
  for (const { attempt } of [one, two, one, two]) await attempt();
  expect(await counts()).toEqual([1]);
  for (const minute of [60, 120]) {
    clock.set(seconds(minute));
    for (const { attempts } of [one, two]) await attempts.sweep();
  }
  expect(await counts()).toEqual([1, 1, 2]);
});

it('a new day is a new stream, with what the day before still counted', async () => {
  const { attempt, attempts, clock } = instance(new FixedClock(new Date('2026-03-01T23:59:30.000Z')));
  await attempt();
  await attempt();
  const after = new Date('2026-03-02T00:00:30.000Z');
  clock.set(after);
  await attempts.sweep();
  expect([await counts(), (await recorded(after)).map(({ count }) => count)]).toEqual([[1], [1]]);
});

it.each<[string, Refusal]>([
  ['a rule', new Refusal('window-over', 409, '')],
  ['a rule about the input', new Refusal('duration-out-of-range', 422, '')],
  ['a second factor that is missing', new Refusal('insufficient-user-authentication', 401, '')],
  ['a request that they may not see', new NotVisible('request')],
])('records %s', async (_, error) => {
  expect(await instance().attempt(error)).toBe(error);
  expect(await recorded()).toMatchObject([{ code: error.code }]);
});

it.each<[string, Error]>([
  ['a request that is not there', new NotFound('request')],
  ['input that is not valid', new InvalidInput([])],
  ['another body under the same Idempotency-Key', new IdempotencyKeyReused()],
  ['a token that does not count', new Refusal('invalid-token', 401, '')],
  ['a part that is down', new Unavailable('x')],
  ['a defect', new Error('x')],
])('does not record %s', async (_, error) => {
  expect(await instance().attempt(error)).toBe(error);
  expect((await log.head()).position).toBe(0);
});

it('a log that fails changes no answer, and the attempt is recorded when it works again', async () => {
  const runner = createDecideRunner(log);
  let down = true;
  const failing: DecideRunner = {
    run: (...args) => (down ? Promise.reject(new Unavailable('The log')) : runner.run(...args)),
    read: (...args) => runner.read(...args),
  };
  const { attempt, attempts, clock } = instance(new FixedClock(T0), failing);
  expect(await attempt()).toBe(no);
  expect(await attempt()).toBe(no);
  down = false;
  clock.set(seconds(5));
  await attempts.sweep();
  expect(await counts()).toEqual([2]);
});

it('a log that does not answer delays an answer by a second at most', async () => {
  jest.useFakeTimers();
  const silent: DecideRunner = {
    run: () => new Promise(() => undefined),
    read: () => new Promise(() => undefined),
  };
  const answer = instance(new FixedClock(T0), silent).attempt();
  await jest.advanceTimersByTimeAsync(1000);
  expect(await answer).toBe(no);
  jest.useRealTimers();
});
