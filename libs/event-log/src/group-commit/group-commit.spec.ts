import fc from 'fast-check';
import { LogUnavailable } from '../event-log.errors.js';
import type { PreparedAppend } from '../prepared-append.js';
import { appendOf, commandOf, to } from '../testing/append-of.js';
import { prepareAppend } from '../prepared-append.js';
import type { AppendOutcome } from './append-outcome.js';
import { GroupCommit, groupCommitLimits } from './group-commit.js';

const prepared = (streams: string[], key?: string): PreparedAppend =>
  prepareAppend(
    appendOf(
      streams.map((stream) => to(stream, 0)),
      { command: commandOf(key) },
    ),
  );

/** Two lanes whose flushes end when the test says so; records what is in flight at the same time. */
class Lanes {
  readonly inFlight: { batch: PreparedAppend[]; end(): void }[] = [];
  readonly batches: PreparedAppend[][] = [];
  private readonly lane = (batch: PreparedAppend[]): Promise<AppendOutcome[]> =>
    new Promise((resolve) => {
      this.batches.push(batch);
      const flight = {
        batch,
        end: () => {
          this.inFlight.splice(this.inFlight.indexOf(flight), 1);
          resolve(batch.map(() => ({ kind: 'appended', firstPosition: 1, lastPosition: 1, recordedAt: '' })));
        },
      };
      this.inFlight.push(flight);
    });
  readonly all = [this.lane, this.lane];
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const afterTurns = async (n = 3) => {
  for (let i = 0; i < n; i++) await turn();
};

describe('GroupCommit', () => {
  it('puts appends that arrive together into one flush, which takes at most half of what is queued and in flight', async () => {
    const lanes = new Lanes();
    const group = new GroupCommit(lanes.all);
    for (let i = 0; i < 100; i++) void group.submit(prepared([`s-${i}`]));
    await afterTurns();
    expect(lanes.inFlight.map(({ batch }) => batch.length)).toEqual([50, 50]);
    for (let i = 0; i < 20; i++) void group.submit(prepared([`t-${i}`]));
    lanes.inFlight[0]?.end();
    await afterTurns();
    expect(lanes.batches.map((batch) => batch.length)).toEqual([50, 50, 20]);
  });

  it('sends a lone append at once', async () => {
    const lanes = new Lanes();
    const group = new GroupCommit(lanes.all);
    void group.submit(prepared(['a']));
    void group.submit(prepared(['b']));
    await turn();
    expect(lanes.inFlight.map(({ batch }) => batch.length)).toEqual([1, 1]);
  });

  it('limits a flush by its number of events, but sends a single append that is larger', async () => {
    const lanes = new Lanes();
    const group = new GroupCommit(lanes.all);
    for (let i = 0; i < 3000; i++) void group.submit(prepared([`s-${i}`]));
    await afterTurns();
    expect(lanes.inFlight.map(({ batch }) => batch.length)).toEqual([
      groupCommitLimits.events,
      groupCommitLimits.events,
    ]);
    const large = new Lanes();
    void new GroupCommit(large.all).submit(prepared(Array.from({ length: 600 }, (_, i) => `l-${i}`)));
    await turn();
    expect(large.inFlight[0]?.batch[0]?.events).toHaveLength(600);
  });

  it('never has two appends in flight that share a stream or a command id, and keeps them in order', async () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 3 });
    const append = fc.tuple(names, fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(append, { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.nat(1)),
        async (appends, choice) => {
          const lanes = new Lanes();
          const group = new GroupCommit(lanes.all);
          const all = appends.map(([streams, key]) => prepared(streams, key));
          const answers = Promise.all(all.map((one) => group.submit(one)));
          await turn();
          while (lanes.inFlight.length) {
            const keys = lanes.inFlight.flatMap(({ batch }) => batch.flatMap((one) => one.keys));
            expect(new Set(keys).size).toBe(keys.length);
            const pick = choice.next() as IteratorYieldResult<number>;
            lanes.inFlight[pick.value % lanes.inFlight.length]?.end();
            await afterTurns(2);
          }
          expect(await answers).toHaveLength(all.length);
          const order = lanes.batches.flat();
          for (const key of new Set(all.flatMap((one) => one.keys))) {
            const having = (list: PreparedAppend[]) => list.filter((one) => one.keys.includes(key));
            expect(having(order)).toEqual(having(all));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reports every flush to its metrics', async () => {
    const lanes = new Lanes();
    const counted: number[] = [];
    const group = new GroupCommit(lanes.all, {
      batch: (size, seconds) => counted.push(size, Math.sign(seconds)),
    });
    const answer = group.submit(prepared(['a']));
    await turn();
    lanes.inFlight[0]?.end();
    await answer;
    expect(counted).toEqual([1, 1]);
  });

  it('refuses an append at once when too many wait, and gives up an append that has waited too long', async () => {
    const lanes = new Lanes();
    const group = new GroupCommit(lanes.all);
    const same = prepared(['hot']);
    const first = group.submit(same);
    await turn();
    const late = Array.from({ length: groupCommitLimits.waiting }, () => group.submit(same));
    expect(await group.submit(same)).toEqual({
      kind: 'failed',
      error: expect.any(LogUnavailable) as unknown,
    });

    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + groupCommitLimits.waitMs + 1000);
    lanes.inFlight[0]?.end();
    expect(await first).toMatchObject({ kind: 'appended' });
    expect(await late[0]).toEqual({ kind: 'failed', error: expect.any(LogUnavailable) as unknown });
    expect(lanes.batches).toHaveLength(1);
    now.mockRestore();
  });

  it('drains: resolves when every accepted append is answered', async () => {
    const lanes = new Lanes();
    const group = new GroupCommit(lanes.all);
    await group.drain();
    let drained = false;
    const answers = [group.submit(prepared(['a'])), group.submit(prepared(['a']))];
    const drain = group.drain().then(() => (drained = true));
    for (let i = 0; i < 2; i++) {
      await afterTurns();
      expect(drained).toBe(false);
      lanes.inFlight[0]?.end();
    }
    await drain;
    expect(await Promise.all(answers)).toHaveLength(2);
  });
});
