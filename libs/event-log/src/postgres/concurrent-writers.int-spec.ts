import { Client } from 'pg';
import { LogUnavailable, OutcomeUnknown, WrongExpectedVersion } from '../event-log.errors.js';
import { prepareAppend } from '../prepared-append.js';
import { appendOf, commandOf, noted, to } from '../testing/append-of.js';
import { testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import { appendCall } from './append-call.js';
import { connectionTimeouts } from './connection-settings.js';

describe('several writers', () => {
  let test: TestLog;
  beforeEach(async () => {
    test = await testLog();
  });
  afterEach(() => test.drop());

  it('append without gaps, and readers see positions and versions only in order', async () => {
    const writers = [test.open(), test.open()];
    let writing = true;
    const reader = readInOrder(test.url, () => writing);
    await Promise.all(
      writers.flatMap((log, w) =>
        Array.from({ length: 20 }, async (_, i) => {
          for (let version = 0; version < 15; version++)
            await log.append(appendOf([to(`w${w}-${i}`, version)]));
        }),
      ),
    );
    writing = false;
    expect(await reader).toBe(600);
    expect(await writers[0]?.verify()).toMatchObject({ intact: true, head: { position: 600 } });
  });

  // A single event goes through a function of its own.
  describe.each([
    ['one event', [noted()]],
    ['two events', [noted(), noted()]],
  ])('of %s at a time', (_, events) => {
    it('append once to a stream at a given version, whichever writer is first', async () => {
      const one = test.open();
      const two = test.open();
      for (let version = 0; version < 20; version += events.length) {
        const race = await Promise.allSettled(
          [one, two].map((log) => log.append(appendOf([to('contested', version, ...events)]))),
        );
        const lost = race.filter((result) => result.status === 'rejected');
        expect(lost).toHaveLength(1);
        expect(lost[0]?.reason).toEqual(
          new WrongExpectedVersion('contested', version, version + events.length),
        );
      }
    });

    it('store a command once that both receive', async () => {
      const logs = [test.open(), test.open()];
      const command = commandOf('the same');
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_each, i) =>
          (logs[i % 2] ?? test.open()).append(appendOf([to(`s-${i}`, 0, ...events)], { command })),
        ),
      );
      expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect((await test.open().head()).position).toBe(events.length);
    });

    it('never give an event an earlier time than its predecessor, even when the clock goes back', async () => {
      const log = test.open();
      await log.append(appendOf([to('a', 0, ...events)]));
      await test.admin.query('ALTER TABLE request.head DISABLE TRIGGER forward_only');
      await test.admin.query(`UPDATE request.head SET recorded_at = '2126-01-01T00:00:00.5Z'`);
      await test.admin.query('ALTER TABLE request.head ENABLE ALWAYS TRIGGER forward_only');
      const { recordedAt } = await log.append(appendOf([to('b', 0, ...events)]));
      expect(recordedAt).toBe('2126-01-01T00:00:00.500000Z');
    });
  });
});

/** Keeps reading what follows the last position that it saw; every page must follow without a gap. */
async function readInOrder(url: string, more: () => boolean): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const versions = new Map<string, number>();
  let seen = 0;
  let last = false;
  while (!last) {
    last = !more();
    const { rows } = await client.query<{ position: string; stream: string; version: number }>(
      'SELECT position, stream, version FROM request.event WHERE position > $1 ORDER BY position',
      [seen],
    );
    for (const { position, stream, version } of rows) {
      if (Number(position) !== ++seen) throw new Error(`saw ${position} instead of ${seen}`);
      if (version !== (versions.get(stream) ?? 0) + 1)
        throw new Error(`saw version ${version} of ${stream} too early`);
      versions.set(stream, version);
    }
  }
  await client.end();
  return seen;
}

describe('the lock of the head', () => {
  let test: TestLog;
  beforeEach(async () => {
    test = await testLog();
  });
  afterEach(() => test.drop());

  it('delays appends no longer than the lock timeout; then they fail, and nothing is stored', async () => {
    const log = test.open();
    await log.append(appendOf([to('before', 0)]));
    await test.admin.query('BEGIN; SELECT FROM request.head FOR NO KEY UPDATE');
    const startedAt = Date.now();
    const appends = [to('one', 0), to('two', 0, noted(), noted())].map((each) =>
      log.append(appendOf([each])),
    );
    const outcomes = await Promise.allSettled(appends);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(connectionTimeouts.lock - 100);
    for (const outcome of outcomes) {
      const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
      expect(error).toBeInstanceOf(LogUnavailable);
      expect(error).not.toBeInstanceOf(OutcomeUnknown);
    }
    await test.admin.query('COMMIT');
    expect(await log.head()).toMatchObject({ position: 1 });
    expect(await log.append(appendOf([to('after', 0)]))).toMatchObject({ firstPosition: 2 });
  }, 30_000);

  it('does not block readers', async () => {
    const log = test.open();
    await log.append(appendOf([to('a', 0)]));
    await test.admin.query('BEGIN; SELECT FROM request.head FOR NO KEY UPDATE');
    expect(await log.readStream('a')).toHaveLength(1);
    expect(await log.verify()).toMatchObject({ intact: true });
    await test.admin.query('COMMIT');
  });

  it('is the only lock that an append takes besides the locks on the rows and tables that it writes', async () => {
    const client = new Client({ connectionString: test.url });
    await client.connect();
    for (const events of [[noted()], [noted(), noted()]]) {
      await client.query('BEGIN');
      await client.query(
        appendCall('request', [prepareAppend(appendOf([to(`of-${events.length}`, 0, ...events)]))]),
      );
      const { rows } = await client.query<{ type: string }>(
        'SELECT DISTINCT locktype AS type FROM pg_locks WHERE pid = pg_backend_pid() ORDER BY 1',
      );
      expect(rows.map(({ type }) => type)).toEqual(['relation', 'transactionid', 'virtualxid']);
      await client.query('COMMIT');
    }
    await client.end();
  });
});

describe('a batch', () => {
  let test: TestLog;
  beforeEach(async () => {
    test = await testLog();
  });
  afterEach(() => test.drop());

  it('is one call: appends that arrive together share a flush', async () => {
    const sizes: number[] = [];
    const log = test.open({ metrics: { batch: (size) => sizes.push(size) } });
    await log.append(appendOf([to('first', 0, noted())]));
    sizes.length = 0;
    await Promise.all(Array.from({ length: 128 }, (_, i) => log.append(appendOf([to(`s-${i}`, 0)]))));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(128);
    expect(sizes.length).toBeLessThan(20);
  });

  it('that the database refuses as a whole fails only for the append that caused it', async () => {
    await test.admin.query(`ALTER TABLE request.event ADD CHECK (stream <> 'poison')`);
    const log = test.open();
    const streams = Array.from({ length: 60 }, (_, i) => (i === 30 ? 'poison' : `s-${i}`));
    const settled = await Promise.allSettled(streams.map((stream) => log.append(appendOf([to(stream, 0)]))));
    expect(settled.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))).toEqual([30]);
    expect(await log.verify()).toMatchObject({ intact: true, head: { position: 59 } });
  });

  it('whose first appends are refused stores the others unchanged', async () => {
    const log = test.open();
    await log.append(appendOf([to('taken', 0)]));
    for (let round = 0; round < 5; round++) {
      const appends = Array.from({ length: 24 }, (_, i) =>
        log.append(appendOf([to(i % 4 ? `r${round}-${i}` : 'taken', 0)])),
      );
      const outcomes = await Promise.allSettled(appends);
      expect(outcomes.map(({ status }) => status)).toEqual(
        appends.map((_, i) => (i % 4 ? 'fulfilled' : 'rejected')),
      );
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome.status === 'rejected') continue;
        const [event] = await log.readStream(`r${round}-${i}`);
        expect(event).toMatchObject({
          streams: [{ id: `r${round}-${i}`, version: 1 }],
          position: outcome.value.firstPosition,
        });
      }
    }
    expect(await log.readStream('taken')).toHaveLength(1);
    expect(await log.verify()).toMatchObject({ intact: true, head: { position: 91 } });
  });

  it('of large events and many streams arrives whole', async () => {
    const log = test.open();
    const text = 'ä€🔑'.repeat(5_000);
    const streams = Array.from({ length: 300 }, (_, i) =>
      to(`wide-${i}`, 0, noted({ text: i % 50 ? '' : text }), noted()),
    );
    expect(await log.append(appendOf(streams))).toMatchObject({ firstPosition: 1, lastPosition: 600 });
    expect((await log.readStream('wide-50'))[0]?.data).toEqual({ text });
    expect(await log.verify()).toMatchObject({ intact: true });
  });
});
