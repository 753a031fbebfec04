import { ContinuousCheck } from './continuous-check.js';
import type { ContinuousCheckOptions, Pass } from './continuous-check.js';
import type { Finding } from './finding.js';
import { FakeStoredLog, noted } from './stored-log.fake.js';
import type { StoredEventRow } from './stored-rows.js';

const many = (count: number) => new FakeStoredLog(...Array.from({ length: count }, () => noted('kept')));
const row = (log: FakeStoredLog, position: number): StoredEventRow =>
  log.events[position - 1] as StoredEventRow;

/** Runs a check until it has told `until`, and returns what it told and the first position of each range that it read. */
async function told(
  log: FakeStoredLog,
  until: (news: string) => boolean,
  options: Partial<ContinuousCheckOptions> = {},
): Promise<string[]> {
  const news: string[] = [];
  const { beforePage } = log;
  let check: ContinuousCheck | undefined;
  await new Promise<void>((resolve) => {
    const tell = (what: string) => {
      news.push(what);
      if (until(what)) resolve();
    };
    log.beforePage = (first) => {
      tell(`read ${first}`);
      beforePage(first);
    };
    check = new ContinuousCheck({
      log,
      openForMs: null,
      onCompared: () => tell('compared'),
      onFinding: ({ position, kind }: Finding) => tell(`${kind} at ${position}`),
      onPass: ({ position }: Pass) => tell(`passed ${position}`),
      onFailure: (message) => tell(message),
      restMs: 1,
      share: 1,
      rangeSize: 2,
      ...options,
    });
    check.start();
  });
  await check?.stop();
  return news;
}

describe('the continuous check of a log', () => {
  it('has compared what is open once it reaches an event older than that', async () => {
    const news = await told(many(8), (what) => what === 'passed 8', { openForMs: 3_000 });
    expect(news).toEqual(['read 7', 'read 5', 'read 3', 'compared', 'read 1', 'passed 8']);
  });

  it('has compared what is open only at the end where every event counts', async () => {
    const news = await told(many(4), (what) => what === 'passed 4');
    expect(news).toEqual(['read 3', 'read 1', 'compared', 'passed 4']);
  });

  it('has compared an empty log at once', async () => {
    expect(await told(many(0), (what) => what === 'passed 0')).toEqual(['compared', 'passed 0']);
  });

  it('never says that it has compared what is open when something in it is wrong', async () => {
    const log = many(8);
    row(log, 6).stream = 'other';
    expect(await told(log, (what) => what === 'changed at 6')).toEqual(['read 7', 'read 5', 'changed at 6']);
  });

  it('does not take a changed time for the end of what is open', async () => {
    const log = many(8);
    row(log, 7).recordedAtMicros = 0;
    const news = await told(log, (what) => what.includes(' at '), { openForMs: 3_000 });
    expect(news).toEqual(['read 7', 'changed at 7']);
  });

  it('begins again after each pass, and finds what changed meanwhile', async () => {
    const log = many(4);
    let passes = 0;
    const until = (what: string) => {
      if (what === 'passed 4' && ++passes === 2) row(log, 1).type = 'other';
      return what === 'changed at 1';
    };
    const news = await told(log, until);
    expect(news.slice(-3)).toEqual(['read 3', 'read 1', 'changed at 1']);
  });

  it('tries again after a failure', async () => {
    const log = many(2);
    log.beforePage = () => {
      log.beforePage = () => undefined;
      throw new Error('the database is away');
    };
    const news = await told(log, (what) => what === 'passed 2');
    expect(news).toContain('the database is away');
  });

  it('leaves the processor to others once it has compared what is open', async () => {
    const log = many(40);
    const startedAt = performance.now();
    const busy = () => {
      const until = performance.now() + 2;
      while (performance.now() < until);
    };
    log.beforePage = busy;
    await told(log, (what) => what === 'passed 40', { openForMs: 1, share: 0.1 });
    // Twenty ranges of 2 ms or more, of which only the first one or two run without pauses.
    expect(performance.now() - startedAt).toBeGreaterThan(300);
  });
});
