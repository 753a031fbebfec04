import { LogUnavailable, OutcomeUnknown } from '../event-log.errors.js';
import { prepareAppend } from '../prepared-append.js';
import type { PreparedAppend } from '../prepared-append.js';
import { appendOf, to } from '../testing/append-of.js';
import type { AppendOutcome, KnownCommand } from './append-outcome.js';
import { ConnectionLost, flush } from './salvage.js';
import type { AppendStore } from './salvage.js';

const batch = ['a', 'b', 'c'].map((stream) => prepareAppend(appendOf([to(stream, 0)])));
const [a, b, c] = batch as [PreparedAppend, PreparedAppend, PreparedAppend];
const unknown = { kind: 'failed', error: expect.any(OutcomeUnknown) as unknown };
const unavailable = { kind: 'failed', error: expect.any(LogUnavailable) as unknown };

/** An in-memory database that fails as the hook says, before or after the commit. */
class FaultyStore implements AppendStore {
  readonly stored = new Map<string, KnownCommand>();
  readonly calls: number[] = [];
  reachable = true;

  constructor(
    private readonly fault: (
      call: number,
      batch: PreparedAppend[],
    ) => { before?: Error; after?: Error } | undefined,
  ) {}

  append(batch: PreparedAppend[]): Promise<AppendOutcome[]> {
    const { before, after } = this.fault(this.calls.length, batch) ?? {};
    this.calls.push(batch.length);
    if (before) return Promise.reject(before);
    const outcomes = batch.map((one) => this.store(one));
    return after ? Promise.reject(after) : Promise.resolve(outcomes);
  }

  find(ids: string[]): Promise<Map<string, KnownCommand>> {
    if (!this.reachable) return Promise.reject(new LogUnavailable('gone'));
    return Promise.resolve(new Map([...this.stored].filter(([id]) => ids.includes(id))));
  }

  private store({ command, fingerprint }: PreparedAppend): AppendOutcome {
    const known = this.stored.get(command.id);
    if (known) return { kind: 'known', ...known };
    const position = this.stored.size + 1;
    const recorded = { firstPosition: position, lastPosition: position, recordedAt: '' };
    this.stored.set(command.id, { ...recorded, fingerprint, result: { status: 201, code: null, ids: {} } });
    return { kind: 'appended', ...recorded };
  }
}

describe('flush', () => {
  it('needs one call when nothing fails', async () => {
    const store = new FaultyStore(() => undefined);
    expect(await flush(store, batch)).toMatchObject([
      { kind: 'appended' },
      { kind: 'appended' },
      { kind: 'appended' },
    ]);
    expect(store.calls).toEqual([3]);
  });

  it('runs the appends one by one when the whole call fails, so that only the append that caused the error fails', async () => {
    const poison = new Error('poison');
    const store = new FaultyStore((_, appends) => (appends.includes(b) ? { before: poison } : undefined));
    expect(await flush(store, batch)).toMatchObject([
      { kind: 'appended' },
      { kind: 'failed', error: poison },
      { kind: 'appended' },
    ]);
    expect(store.calls).toEqual([3, 1, 1, 1]);
  });

  it('gives up at once when the database has certainly stored nothing and cannot store now', async () => {
    const store = new FaultyStore(() => ({ before: new LogUnavailable('full') }));
    expect(await flush(store, batch)).toEqual([unavailable, unavailable, unavailable]);
    expect(store.calls).toEqual([3]);
  });

  it('answers from the log for an append that was committed before the connection was lost', async () => {
    const store = new FaultyStore(() => ({ after: new ConnectionLost() }));
    expect(await flush(store, batch)).toMatchObject([
      { kind: 'known', firstPosition: 1 },
      { kind: 'known', firstPosition: 2 },
      { kind: 'known', firstPosition: 3 },
    ]);
    expect(store.calls).toEqual([3]);
  });

  it('appends again what was not committed when the connection was lost', async () => {
    const store = new FaultyStore((call) => (call === 0 ? { before: new ConnectionLost() } : undefined));
    expect(await flush(store, batch)).toMatchObject([
      { kind: 'appended' },
      { kind: 'appended' },
      { kind: 'appended' },
    ]);
    expect(store.stored.size).toBe(3);
  });

  it('does not claim that nothing is stored while the lost call may still be running', async () => {
    const store = new FaultyStore((call) =>
      call === 0 ? { before: new ConnectionLost() } : { before: new LogUnavailable('the lock is taken') },
    );
    expect(await flush(store, batch)).toEqual([unknown, unknown, unknown]);
  });

  it('keeps an append that breaks every connection from failing the other appends of its batch', async () => {
    const store = new FaultyStore((_, appends) =>
      appends.includes(b) ? { before: new ConnectionLost() } : undefined,
    );
    expect(await flush(store, [a, b, c])).toMatchObject([
      { kind: 'appended' },
      unknown,
      { kind: 'appended' },
    ]);
  });

  it('looks up the last append too when the connection is lost a second time', async () => {
    const store = new FaultyStore((call) =>
      call === 0 ? { before: new ConnectionLost() } : { after: new ConnectionLost() },
    );
    expect(await flush(store, [a])).toMatchObject([{ kind: 'known', firstPosition: 1 }]);
  });

  it('answers that the outcome is unknown when the database stays away', async () => {
    const store = new FaultyStore(() => ({ after: new ConnectionLost() }));
    store.reachable = false;
    expect(await flush(store, batch)).toEqual([unknown, unknown, unknown]);
    expect(store.stored.size).toBe(3);
  });
});
