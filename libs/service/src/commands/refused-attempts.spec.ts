import {
  IdempotencyKeyReused,
  InvalidInput,
  NotFound,
  NotVisible,
  Refusal,
  Unavailable,
} from '@countersign/contracts';
import type { DomainEvent, RefusedAttempt } from '@countersign/contracts';
import { attemptsStream } from '@countersign/kernel';
import { createDecideRunner, InMemoryEventLog } from '@countersign/event-log';
import type { DecideRunner } from '@countersign/event-log';
import { FixedClock, RecordingLog } from '@countersign/platform';
import type { CallContext } from '@countersign/rpc';
import { RefusedAttempts } from './refused-attempts.js';

const T0 = new Date('2026-03-01T09:00:00.000Z');
const ref = { issuer: 'https://id.example.com', id: 'alice' };
const alice = { ...ref, name: 'Alice', email: null };
const requestId = '01996a60-7f00-7a33-9b44-ba9876543210';
const target = { requestId, resource: null, account: null };
const call: CallContext = {
  caller: {
    kind: 'person',
    ...alice,
    groups: [],
    roles: [],
    tokenExpiresAt: T0,
    authentication: { methods: [], contextClass: null, at: null },
  },
  token: 'secret',
  requestId: 'call',
  traceparent: null,
  idempotencyKey: 'key',
  origin: { address: '192.0.2.7', userAgent: 'curl/8.0' },
};
const no = new Refusal('self-approval', 403, 'You made this request.');

/** The streams of the approval context's attempts. */
const streamsOf = ({ data }: DomainEvent): string[] => {
  const { by, at } = data as RefusedAttempt['data'];
  return [attemptsStream(by, new Date(at))];
};

let log: InMemoryEventLog;
beforeEach(() => (log = new InMemoryEventLog('approval')));
afterEach(() => jest.restoreAllMocks());

/** An instance of a service. */
function instance(clock = new FixedClock(T0), runner: DecideRunner = createDecideRunner(log, { streamsOf })) {
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

it('records the person, the attempt and the reason for the refusal; the answer is the refusal itself', async () => {
  expect(await instance().attempt()).toBe(no);
  const why = { code: 'self-approval', detail: 'You made this request.' };
  expect(await recorded()).toEqual([
    { by: ref, operation: 'approval.approve', target, ...why, count: 1, at: T0.toISOString() },
  ]);
  const [event] = await log.readFrom(1, 10);
  expect(event).toMatchObject({
    actor: { kind: 'person', id: 'alice' },
    correlationId: requestId,
    private: { name: 'Alice', address: '192.0.2.7', userAgent: 'curl/8.0' },
  });
  expect(JSON.stringify(event)).not.toContain('secret');
});

it('records no attempt for a command that succeeds', async () => {
  const { attempts } = instance();
  expect(
    await attempts.noting({ operation: 'approval.approve', target }, call, () => Promise.resolve(7)),
  ).toBe(7);
  expect(await recorded()).toEqual([]);
});

it('records one event a minute and counts every attempt, even if nobody tries again', async () => {
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

it('counts the attempts of the past minute in the next event', async () => {
  const { attempt, clock } = instance();
  for (let i = 0; i < 3; i++) await attempt();
  clock.set(seconds(60));
  await attempt();
  expect(await counts()).toEqual([1, 3]);
});

it('records many simultaneous attempts as one event', async () => {
  const { attempt, attempts, clock } = instance();
  await Promise.all(Array.from({ length: 20 }, () => attempt()));
  clock.set(seconds(60));
  await attempts.sweep();
  expect(await counts()).toEqual([1, 19]);
});

it('keeps to one event a minute across two instances, and loses no attempt', async () => {
  const clock = new FixedClock(T0);
  const one = instance(clock);
  const two = instance(clock);
  for (const { attempt } of [one, two, one, two]) await attempt();
  expect(await counts()).toEqual([1]);
  for (const minute of [60, 120]) {
    clock.set(seconds(minute));
    for (const { attempts } of [one, two]) await attempts.sweep();
  }
  expect(await counts()).toEqual([1, 1, 2]);
});

it('begins a new stream each day, and still counts the attempts of the day before', async () => {
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
  ['a request that the caller may not see', new NotVisible('request')],
])('records %s', async (_, error) => {
  expect(await instance().attempt(error)).toBe(error);
  expect(await recorded()).toMatchObject([{ code: error.code }]);
});

it.each<[string, Error]>([
  ['a request that does not exist', new NotFound('request')],
  ['input that is not valid', new InvalidInput([])],
  ['another body under the same Idempotency-Key', new IdempotencyKeyReused()],
  ['an invalid token', new Refusal('invalid-token', 401, '')],
  ['no token at all', new Refusal('missing-token', 401, '')],
  ['a repeated command', new Refusal('repeated', 409, '')],
  ['a service that is down', new Unavailable('x')],
  ['a defect', new Error('x')],
])('does not record %s', async (_, error) => {
  expect(await instance().attempt(error)).toBe(error);
  expect((await log.head()).position).toBe(0);
});

it('gives the same answer when the log fails, and records the attempt when the log works again', async () => {
  const runner = createDecideRunner(log, { streamsOf });
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

it('delays an answer by at most a second when the log does not answer', async () => {
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

it('describes the latest attempt in the next event', async () => {
  const { attempt, attempts, clock } = instance();
  await attempt();
  await attempt();
  await attempt(new Refusal('self-approval', 403, 'Still yours.'), 'approval.reject');
  clock.set(seconds(60));
  await attempts.sweep();
  expect((await recorded())[1]).toMatchObject({
    operation: 'approval.reject',
    detail: 'Still yours.',
    count: 2,
  });
});

it('correlates the event by the call if there is no request', async () => {
  const { attempts } = instance();
  const asked = { requestId: null, resource: 'prod-db', account: 'root' };
  const refused = attempts.noting({ operation: 'request.submit', target: asked }, call, () =>
    Promise.reject(no),
  );
  await expect(refused).rejects.toBe(no);
  expect(await log.readFrom(1, 10)).toMatchObject([{ correlationId: 'call' }]);
});

it('gives the same answer while the time is unknown, and records the attempt later', async () => {
  const clock = new FixedClock(T0);
  const now = jest.spyOn(clock, 'now').mockImplementation(() => {
    throw new Unavailable('The time');
  });
  const { attempt, attempts } = instance(clock);
  expect(await attempt()).toBe(no);
  await attempts.sweep();
  now.mockRestore();
  expect(await recorded()).toEqual([]);
  await attempts.sweep();
  expect(await counts()).toEqual([1]);
});

it('does not retry a failing log for five seconds, and loses no attempt to a late failure', async () => {
  const logged = RecordingLog.install();
  const working = createDecideRunner(log, { streamsOf });
  const failures: ((error: Error) => void)[] = [];
  let down = true;
  const failing: DecideRunner = {
    run: (...args) => (down ? new Promise((_, reject) => failures.push(reject)) : working.run(...args)),
    read: (...args) => working.read(...args),
  };
  const { attempt, attempts, clock } = instance(new FixedClock(T0), failing);
  const first = attempt();
  await attempt();
  failures[0]!(new Unavailable('The log'));
  expect(await first).toBe(no);
  expect(logged.at('warn')).toHaveLength(1);
  clock.set(seconds(4.999));
  await attempt();
  await attempts.sweep();
  expect(failures).toHaveLength(1);
  down = false;
  clock.set(seconds(5));
  await attempts.sweep();
  expect(await counts()).toEqual([3]);
});

it('respects a minute that another instance began, and counts the attempts made in the meantime', async () => {
  const clock = new FixedClock(T0);
  const one = instance(clock);
  const two = instance(clock);
  await one.attempt();
  clock.set(seconds(30));
  await Promise.all([two.attempt(), two.attempt()]);
  expect(await counts()).toEqual([1]);
  clock.set(seconds(60));
  await two.attempts.sweep();
  expect(await counts()).toEqual([1, 2]);
});

describe('by the clock of the process', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
  afterEach(() => jest.useRealTimers());

  it('records counts without further attempts until the service ends', async () => {
    const { attempt, attempts, clock } = instance();
    const sweep = jest.spyOn(attempts, 'sweep');
    attempts.onModuleInit();
    await attempt();
    await attempt();
    clock.set(seconds(60));
    await jest.advanceTimersByTimeAsync(5_000);
    await Promise.all(sweep.mock.results.map(({ value }) => value as Promise<void>));
    expect(await counts()).toEqual([1, 1]);
    sweep.mockClear();
    attempts.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sweep).not.toHaveBeenCalled();
  });

  it('leaves no timer running after an answer', async () => {
    await instance().attempt();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('with more kinds of attempts than it keeps', () => {
  const MOST_KEPT = 10_000;

  /** An instance whose log accepts everything at once; `ran` lists the people whose attempts it was asked to record. */
  function quickInstance() {
    const runner = createDecideRunner(log, { streamsOf });
    const ran: string[] = [];
    jest.spyOn(runner, 'run').mockImplementation(({ actor }) => {
      ran.push(actor.id);
      return Promise.resolve({
        result: { status: 200, code: null, ids: {} },

        appended: null,
      });
    });
    const { attempts, clock } = instance(new FixedClock(T0), runner);
    const what = { operation: 'approval.approve', target };
    const attemptBy = async (id: string) => {
      const by = { ...call, caller: { ...call.caller, id } };
      await expect(attempts.noting(what, by, () => Promise.reject(no))).rejects.toBe(no);
    };
    const strangers = async (from: number, to: number) => {
      for (let n = from; n <= to; n++) await attemptBy(`stranger-${n}`);
    };
    return { attempts, clock, ran, attemptBy, strangers };
  }

  it('drops the least recently used count, and logs its unrecorded attempts', async () => {
    const logged = RecordingLog.install();
    const { attempts, clock, ran, attemptBy, strangers } = quickInstance();
    for (const id of ['carol', 'alice', 'bob', 'bob', 'alice']) await attemptBy(id);
    await strangers(1, MOST_KEPT - 2);
    expect(logged.at('warn')).toEqual([]);
    await strangers(MOST_KEPT - 1, MOST_KEPT - 1);
    expect(logged.at('warn')).toEqual([{ msg: 'Attempts not recorded', count: 1 }]);
    ran.length = 0;
    clock.set(seconds(60));
    await attempts.sweep();
    expect(ran).toEqual(['alice']);
  });

  it('drops counts whose minute is over and that are recorded', async () => {
    const { attempts, clock, ran, attemptBy, strangers } = quickInstance();
    for (const id of ['alice', 'alice']) await attemptBy(id);
    await strangers(1, MOST_KEPT - 1);
    clock.set(seconds(60));
    await attempts.sweep();
    ran.length = 0;
    for (const id of ['bob', 'alice']) await attemptBy(id);
    expect(ran).toEqual(['bob']);
  });
});
