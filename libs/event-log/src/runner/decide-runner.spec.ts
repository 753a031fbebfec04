import fc from 'fast-check';
import { IdempotencyKeyReused, Refusal, Unavailable } from '@countersign/contracts';
import type { DomainEvent, Folding } from '@countersign/contracts';
import type { AnyFolding, CommandContext, Decided, Fold, Loader } from '../decide-runner.js';
import { erasureAppend } from '../erasure.js';
import { LogUnavailable, OutcomeUnknown } from '../event-log.errors.js';
import { InMemoryEventLog } from '../memory/in-memory-event-log.js';
import { aboutAlice, alice, appendOf, commandOf, noted, to } from '../testing/append-of.js';
import { createDecideRunner } from './create-decide-runner.js';

/** Adds up amounts; the balance never becomes negative. */
type Moved = DomainEvent<'test.moved', { amount: number; stream: string }>;
const balance: Fold<number, Folding<Moved>> = {
  initialState: 0,
  evolve: (sum, { data }) => sum + data.amount,
};
const moved = (amount: number, stream = 'account'): Moved => ({
  type: 'test.moved',
  schemaVersion: 1,
  data: { amount, stream },
});
/** A movement belongs only to its account. */
const streamsOf = ({ data }: DomainEvent): string[] => [(data as Moved['data']).stream];

const context = (key?: string, payload: unknown = null): CommandContext => ({
  command: commandOf(key, payload),
  actor: alice,
  personal: aboutAlice,
  correlationId: 'c',
  causationId: null,
  traceparent: null,
});

const move =
  (amount: number, stream = 'account') =>
  async (loader: Loader): Promise<Decided> => {
    const { state } = await loader.load(stream, balance);
    if (state + amount < 0) throw new Refusal('too-little', 409, `There is only ${state}.`);
    return {
      events: [moved(amount, stream)],
      result: { status: 200, code: null, ids: { amount } },
    };
  };

describe('a decide runner', () => {
  const setUp = (options = {}) => {
    const log = new InMemoryEventLog('request');
    return {
      log,
      reads: jest.spyOn(log, 'readStream'),
      runner: createDecideRunner(log, { streamsOf, ...options }),
    };
  };

  it('loads, decides, appends, and answers what was decided', async () => {
    const { log, runner } = setUp();
    const { appended, result } = await runner.run(context(), move(5));
    expect(appended).toMatchObject({ repeated: false, firstPosition: 1 });
    expect(result).toEqual({ status: 200, code: null, ids: { amount: 5 } });
    expect(await log.readStream('account')).toMatchObject([
      { data: { amount: 5 }, actor: alice, correlationId: 'c' },
    ]);
    expect(await runner.read('account', balance)).toEqual({ stream: 'account', state: 5, version: 1 });
  });

  it('decides the next command from the cache, without reading', async () => {
    const { runner, reads } = setUp();
    await runner.run(context(), move(5));
    reads.mockClear();
    await runner.run(context(), move(-5));
    expect(reads).not.toHaveBeenCalled();
  });

  it('decides again with fresh state when another writer was faster', async () => {
    const { log, runner } = setUp();
    await runner.run(context(), move(5));
    await log.append(appendOf([to('account', 1, moved(10))]));
    expect(await runner.run(context(), move(-12))).toMatchObject({ appended: { firstPosition: 3 } });
    expect(await runner.read('account', balance)).toMatchObject({ state: 3, version: 3 });
  });

  it('never refuses because of cached state', async () => {
    const { log, runner } = setUp();
    await runner.run(context(), move(1));
    await log.append(appendOf([to('account', 1, moved(10))]));
    await runner.run(context(), move(-11));
    await expect(runner.run(context(), move(-1))).rejects.toMatchObject({
      code: 'too-little',
      message: 'There is only 0.',
    });
  });

  it('never answers "nothing to do" because of cached state', async () => {
    const { log, runner } = setUp();
    const look = async (loader: Loader): Promise<Decided> => {
      const { state } = await loader.load('account', balance);
      return { events: [], result: { status: 200, code: null, ids: { state } } };
    };
    await runner.run(context(), move(1));
    await log.append(appendOf([to('account', 1, moved(10))]));
    expect(await runner.run(context(), look)).toEqual({
      appended: null,
      result: { status: 200, code: null, ids: { state: 11 } },
    });
  });

  it('trusts the cache only for streams whose version the append checks', async () => {
    const { log, runner } = setUp();
    const copy = async (loader: Loader): Promise<Decided> => {
      const { state } = await loader.load('account', balance);
      await loader.load('copy', balance);
      return { events: [moved(state, 'copy')], result: { status: 200, code: null, ids: {} } };
    };
    await runner.run(context(), move(1));
    await log.append(appendOf([to('account', 1, moved(10))]));
    await runner.run(context(), copy);
    expect(await runner.read('copy', balance)).toMatchObject({ state: 11 });
  });

  describe('a stream that is expected to be new', () => {
    const begin = async (loader: Loader): Promise<Decided> => {
      const { state, version } = await loader.loadNew('account', balance);
      const events = version ? [] : [moved(1)];
      return { events, result: { status: 200, code: null, ids: { state } } };
    };

    it('is not read', async () => {
      const { runner, reads } = setUp();
      expect(await runner.run(context(), begin)).toMatchObject({ appended: { firstPosition: 1 } });
      expect(reads).not.toHaveBeenCalled();
      expect(await runner.run(context(), move(-1))).toMatchObject({ appended: { firstPosition: 2 } });
    });

    it('is read if it exists already, and the decision is made again', async () => {
      const { log, runner } = setUp();
      await log.append(appendOf([to('account', 0, moved(7))]));
      expect(await runner.run(context(), begin)).toMatchObject({
        appended: null,
        result: { ids: { state: 7 } },
      });
    });

    it('causes no refusal before it is read', async () => {
      const { log, runner } = setUp();
      await log.append(appendOf([to('account', 0, moved(7))]));
      const demand = async (loader: Loader): Promise<Decided> => {
        if (!(await loader.loadNew('account', balance)).state)
          throw new Refusal('too-little', 409, 'Nothing.');
        return move(-7)(loader);
      };
      expect(await runner.run(context(), demand)).toMatchObject({ appended: { firstPosition: 2 } });
    });
  });

  describe('a repeat', () => {
    it('gets the first answer, although the command would be refused by now', async () => {
      const { log, runner } = setUp();
      await runner.run(context(), move(5));
      const first = await runner.run(context('key'), move(-5));
      const repeat = await runner.run(context('key'), move(-5));
      expect(repeat).toEqual({ appended: { ...first.appended, repeated: true }, result: first.result });
      expect((await log.head()).position).toBe(2);
    });

    it('gets the first answer, although the command would do something else by now', async () => {
      const { log, runner } = setUp();
      const first = await runner.run(context('key'), move(5));
      expect((await runner.run(context('key'), move(7))).result).toEqual(first.result);
      expect(
        (
          await runner.run(context('key'), () =>
            Promise.resolve({ events: [], result: { status: 204, code: null, ids: {} } }),
          )
        ).result,
      ).toEqual(first.result);
      expect((await log.head()).position).toBe(1);
    });

    it('with another payload is an error, whatever the decision would be', async () => {
      const { runner } = setUp();
      await runner.run(context('key', 1), move(5));
      await expect(runner.run(context('key', 2), move(5))).rejects.toThrow(IdempotencyKeyReused);
      await expect(runner.run(context('key', 2), move(-9))).rejects.toThrow(IdempotencyKeyReused);
    });

    it('of a command that appended nothing is decided again', async () => {
      const { runner } = setUp();
      await expect(runner.run(context('key'), move(-5))).rejects.toThrow(Refusal);
      await runner.run(context(), move(5));
      expect(await runner.run(context('key'), move(-5))).toMatchObject({ appended: { repeated: false } });
    });
  });

  it('gives way when others keep writing to its streams', async () => {
    const { log, runner } = setUp({ patienceMs: 0 });
    let attempts = 0;
    const outrun = async (loader: Loader): Promise<Decided> => {
      const decided = await move(1)(loader);
      await log.append(appendOf([to('account', attempts++, moved(1))]));
      return decided;
    };
    await expect(runner.run(context(), outrun)).rejects.toMatchObject({ code: 'conflict', status: 503 });
    expect(attempts).toBe(2);
  });

  it('succeeds although another instance is faster a hundred times in a row', async () => {
    const { log, runner } = setUp();
    let attempts = 0;
    const outrun = async (loader: Loader): Promise<Decided> => {
      const decided = await move(1)(loader);
      if (attempts < 100) await log.append(appendOf([to('account', attempts++, moved(1))]));
      return decided;
    };
    expect(await runner.run(context(), outrun)).toMatchObject({ appended: { repeated: false } });
    expect(attempts).toBe(100);
  });

  it('passes programming errors through, and reports a log that does not answer as Unavailable', async () => {
    const { log, runner } = setUp();
    await expect(runner.run(context(), () => Promise.reject(new TypeError('defect')))).rejects.toThrow(
      TypeError,
    );
    jest.spyOn(log, 'append').mockRejectedValue(new LogUnavailable('gone'));
    await expect(runner.run(context(), move(1))).rejects.toThrow(new Unavailable('The log'));
    jest.spyOn(log, 'append').mockRejectedValue(new OutcomeUnknown('lost'));
    await expect(runner.run(context(), move(1))).rejects.toMatchObject({
      code: 'outcome-unknown',
      status: 503,
    });
    jest.spyOn(log, 'readStream').mockRejectedValue(new LogUnavailable('gone'));
    await expect(runner.run(context(), move(1))).rejects.toThrow(Unavailable);
    await expect(runner.read('account', balance)).rejects.toThrow(Unavailable);
  });

  it('keeps only the most recently used states, up to its limit', async () => {
    const { runner, reads } = setUp({ cacheSize: 2 });
    for (const stream of ['a', 'b']) await runner.run(context(), move(1, stream));
    await runner.read('a', balance);
    await runner.run(context(), move(1, 'c'));
    const readsOf = async (stream: string) => {
      reads.mockClear();
      await runner.run(context(), move(1, stream));
      return reads.mock.calls.length;
    };
    expect([await readsOf('a'), await readsOf('c'), await readsOf('b')]).toEqual([0, 0, 1]);
  });

  it('caches different folds of one stream separately', async () => {
    const { runner } = setUp();
    const count: Fold<number, AnyFolding> = { initialState: 0, evolve: (n) => n + 1 };
    await runner.run(context(), move(5));
    expect(await runner.read('account', count)).toMatchObject({ state: 1 });
    expect(await runner.read('account', balance)).toMatchObject({ state: 5 });
  });

  it('keeps the rule and the versions when commands run at once through several runners', async () => {
    const command = fc.record({
      runner: fc.nat(2),
      stream: fc.constantFrom('x', 'y'),
      amount: fc.integer({ min: -3, max: 3 }),
      key: fc.option(fc.nat(5), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
        const log = new InMemoryEventLog('request');
        const runners = [0, 1, 2].map(() => createDecideRunner(log, { streamsOf }));
        const refusals: unknown[] = [];
        await Promise.all(
          commands.map(({ runner, stream, amount, key }) =>
            runners[runner]!.run(context(key?.toString(), { stream, amount }), move(amount, stream)).catch(
              (error: unknown) => refusals.push(error),
            ),
          ),
        );
        for (const refusal of refusals)
          expect(['too-little', 'idempotency-key-reused']).toContain((refusal as Refusal).code);
        for (const stream of ['x', 'y']) {
          const events = await log.readStream<Moved>(stream);
          expect(events.map(({ streams }) => streams)).toEqual(
            events.map((_, i) => [{ id: stream, version: i + 1 }]),
          );
          let sum = 0;
          for (const event of events)
            expect((sum = balance.evolve(sum, event as unknown as Folding<Moved>))).toBeGreaterThanOrEqual(0);
          for (const runner of runners) expect((await runner.read(stream, balance)).state).toBe(sum);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('completes many concurrent commands on one stream', async () => {
    const { runner } = setUp();
    await Promise.all(Array.from({ length: 100 }, () => runner.run(context(), move(1))));
    expect(await runner.read('account', balance)).toMatchObject({ state: 100, version: 100 });
  });

  it('throws an error for a decision that writes to a stream it has not loaded, and appends nothing', async () => {
    const { log, runner } = setUp();
    const blind = (loader: Loader): Promise<Decided> =>
      loader.load('elsewhere', balance).then(() => ({
        events: [moved(1)],
        result: { status: 200, code: null, ids: {} },
      }));
    await expect(runner.run(context(), blind)).rejects.toThrow(
      'a decision writes to account, which it has not loaded',
    );
    expect((await log.head()).position).toBe(0);
  });

  describe('of events that belong to several streams', () => {
    /** Every movement also belongs to the account's owner. */
    const ofOwner = (event: DomainEvent): string[] => [...streamsOf(event), 'owner'];
    const takeTurns =
      (amount: number, stream: string) =>
      async (loader: Loader): Promise<Decided> => {
        await loader.load('owner', balance);
        return move(amount, stream)(loader);
      };

    it('appends with the version that it saw of each stream, and keeps the state of each', async () => {
      const { log, runner, reads } = setUp({ streamsOf: ofOwner });
      await runner.run(context(), takeTurns(5, 'x'));
      reads.mockClear();
      await runner.run(context(), takeTurns(7, 'x'));
      expect(reads).not.toHaveBeenCalled();
      await runner.run(context(), takeTurns(1, 'y'));
      expect((await log.readFrom(3, 1))[0]?.streams).toEqual([
        { id: 'y', version: 1 },
        { id: 'owner', version: 3 },
      ]);
      expect(await runner.read('owner', balance)).toMatchObject({ state: 13, version: 3 });
      expect(await runner.read('x', balance)).toMatchObject({ state: 12, version: 2 });
    });

    it('decides again when any of the streams has moved on', async () => {
      const { log, runner } = setUp({ streamsOf: ofOwner });
      await runner.run(context(), takeTurns(5, 'x'));
      await log.append(appendOf([to('owner', 1, moved(10))]));
      await runner.run(context(), takeTurns(1, 'x'));
      expect(await runner.read('owner', balance)).toMatchObject({ state: 16, version: 3 });
    });
  });

  it('caches what it has appended as a reader would fold it, including the actor and the personal data', async () => {
    const { runner, reads } = setUp();
    const authors: Fold<object[], AnyFolding> = {
      initialState: [],
      evolve: (seen, { actor, private: texts, erasedAt }) => {
        const { salt, ...given } = texts ?? {};
        return [...seen, { actor, given, erasedAt, isSalted: salt !== undefined }];
      },
    };
    const note = async (loader: Loader): Promise<Decided> => {
      await loader.load('account', authors);
      const texts = { comment: 'why', reason: null };
      return { events: [{ ...moved(1), texts }], result: { status: 200, code: null, ids: {} } };
    };
    await runner.run(context(), note);
    await runner.run({ ...context(), actor: { kind: 'service', id: 'test' }, personal: null }, note);
    reads.mockClear();
    let kept: object[] = [];
    await runner.run(context(), async (loader) => {
      kept = (await loader.load('account', authors)).state;
      return note(loader);
    });
    expect(reads).not.toHaveBeenCalled();
    const folded = [
      { actor: alice, given: { ...aboutAlice, comment: 'why' }, erasedAt: null },
      { actor: { kind: 'service', id: 'test' }, given: { comment: 'why' }, erasedAt: null },
    ];
    expect(kept).toMatchObject(folded);
    const fresh: Fold<object[], AnyFolding> = { ...authors };
    expect((await runner.read('account', fresh)).state.slice(0, 2)).toMatchObject(folded);
  });

  it('drops its folded states when personal data is erased, even during a read', async () => {
    const { log, runner, reads } = setUp();
    const names: Fold<string[], AnyFolding> = {
      initialState: [],
      evolve: (seen, event) => [...seen, event.private?.name ?? 'erased'],
    };
    await runner.run(context(), move(5));
    expect((await runner.read('account', names)).state).toEqual(['Alice Archer']);
    await runner.run(context(), move(6));
    const why = { person: null, before: null, by: 'ops', reason: 'asked' };
    reads.mockImplementationOnce(async (...args) => {
      await log.erase(erasureAppend({ ranges: [[1, 2]], ...why }, 0));
      return log.readStream(...args);
    });
    expect((await runner.read('account', names)).state).toEqual(['erased', 'erased']);
  });

  it('shows the events that a command appended to other folds', async () => {
    const { log, runner } = setUp();
    await log.append(appendOf([to('n', 0, noted())]));
    const types: Fold<string[], AnyFolding> = {
      initialState: [],
      evolve: (seen, { type }) => [...seen, type],
    };
    expect(await runner.read('n', types)).toMatchObject({ state: ['test.noted'], version: 1 });
  });
});
