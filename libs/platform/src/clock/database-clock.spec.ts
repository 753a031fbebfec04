import { Unavailable } from '@countersign/contracts';
import { DatabaseClock } from './database-clock.js';

const DATABASE = Date.parse('2026-01-31T09:00:00.000Z');

/** A local clock and a database that agree to a constant offset; each round trip takes the next of `trips` ms. */
function setting(trips: number[] = [10]) {
  const state = { local: 5_000, offset: DATABASE, answers: true };
  const clock = new DatabaseClock(() => state.local);
  const databaseNow = (): Promise<Date> => {
    if (!state.answers) return Promise.reject(new Error('connection refused'));
    const trip = trips.length > 1 ? (trips.shift() ?? 0) : (trips[0] ?? 0);
    state.local += trip * 0.9; // the way there takes most of it: the estimate is off by what is unfair
    const now = new Date(state.local + state.offset);
    state.local += trip * 0.1;
    return Promise.resolve(now);
  };
  return { state, clock, source: { databaseNow } };
}

it('has no time before the first measurement', () => {
  expect(() => setting().clock.now()).toThrow(Unavailable);
});

it('gives the database’s time, from the fastest of several round trips', async () => {
  const { state, clock, source } = setting([400, 300, 2, 500, 600]);
  await clock.synchronise(source);
  state.local += 1_000;
  expect(Math.abs(clock.now().getTime() - (state.local + state.offset))).toBeLessThanOrEqual(2);
});

it('measures once when a quick answer confirms the known offset, and otherwise several times', async () => {
  const { state, clock, source } = setting([2]);
  const asked = { times: 0 };
  const databaseNow = (): Promise<Date> => {
    asked.times++;
    return source.databaseNow();
  };
  await clock.synchronise({ databaseNow });
  expect(asked.times).toBe(5);
  state.local += 10_000;
  await clock.synchronise({ databaseNow });
  expect(asked.times).toBe(6);
  state.offset += 60_000;
  await clock.synchronise({ databaseNow });
  expect(asked.times).toBe(11);
  expect(Math.abs(clock.now().getTime() - (state.local + state.offset))).toBeLessThanOrEqual(2);
});

it('never goes back, even when the database does', async () => {
  const { state, clock, source } = setting();
  await clock.synchronise(source);
  const before = clock.now();
  state.offset -= 40_000;
  await clock.synchronise(source);
  expect(clock.now()).toEqual(before);
  state.local += 41_000;
  expect(clock.now().getTime()).toBeGreaterThan(before.getTime());
});

it('keeps its offset when the database answers slowly', async () => {
  const { state, clock, source } = setting([2, 2, 2, 2, 2, 5_000]);
  await clock.synchronise(source);
  await clock.synchronise(source);
  const error = clock.now().getTime() - (state.local + state.offset);
  expect(Math.abs(error)).toBeLessThanOrEqual(2);
  for (let round = 0; round < 3; round++) await clock.synchronise(source);
  expect(clock.synchronised).toBe(true);
});

it('follows a database whose clock was corrected, even when it answers slowly', async () => {
  const { state, clock, source } = setting([2, 2, 2, 2, 2, 1_000]);
  await clock.synchronise(source);
  state.offset += 60_000;
  await clock.synchronise(source);
  expect(Math.abs(clock.now().getTime() - (state.local + state.offset))).toBeLessThanOrEqual(500);
});

it('works for a minute without answers of the database, then has no time', async () => {
  const { state, clock, source } = setting();
  await clock.synchronise(source);
  state.answers = false;
  await expect(clock.synchronise(source)).rejects.toThrow();
  state.local += 60_000;
  expect(clock.synchronised).toBe(true);
  clock.now();
  state.local += 1;
  expect(() => clock.now()).toThrow(Unavailable);
});

describe('while it follows a database', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['performance'] }));
  afterEach(() => jest.useRealTimers());

  it('measures again by itself, sooner after a failure', async () => {
    const { state, clock, source } = setting();
    state.answers = false;
    await clock.start(source);
    expect(clock.synchronised).toBe(false);
    state.answers = true;
    await jest.advanceTimersByTimeAsync(500);
    expect(clock.synchronised).toBe(true);
    state.offset += 3_600_000;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(clock.now().getTime()).toBeGreaterThan(DATABASE + 3_600_000);
    clock.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
