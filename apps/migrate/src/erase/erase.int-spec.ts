import { auditStreamName, logNames, mirrorName } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import { clockReaches, eventually } from '@countersign/testing';
import { installation, ISSUER, person } from '../testing/installation.js';
import type { Installation } from '../testing/installation.js';
import { startServices } from '../testing/services.js';
import type { Services } from '../testing/services.js';
import { alice, bob, OTHER_ISSUER, tellStories } from '../testing/stories.js';
import { erase, linesOf } from './erase.js';
import type { ErasureReport } from './erase.js';
import type { Whose } from './selection.js';

jest.setTimeout(120_000);

const PATIENCE_MS = 60_000;

const OPEN = ['pending', 'granted', 'checked-out'];
const MIRRORS = logNames.map(mirrorName);

let world: Installation;
let services: Services | undefined;

beforeEach(async () => {
  world = await installation();
});
afterEach(async () => {
  await services?.stop();
  services = undefined;
  await world.close();
});

const wishFor = (whose: Whose) => ({ whose, by: 'operator', reason: 'asked for it' });
const ofAlice = wishFor({ kind: 'person', id: 'alice', issuer: ISSUER });
const eraseIt = (wish = ofAlice, patienceMs = 15_000): Promise<ErasureReport> =>
  erase(world.config, wish, { patienceMs });

const heads = (): Promise<number[]> =>
  Promise.all(logNames.map(async (log) => (await world.logs[log].head()).position));

/** Waits until every mirror and every consumer has reached the end of its log. */
async function settled(): Promise<void> {
  await eventually(
    'all follow',
    async () => {
      const ends = new Map<LogName, number>();
      for (const log of logNames) ends.set(log, (await world.logs[log].head()).position);
      const states = services?.runner.status() ?? [];
      return (
        states.every(({ log, position, state }) => state === 'following' && position === ends.get(log)) &&
        (await wishes()) === 0 &&
        (services?.isOpen() ?? true)
      );
    },
    PATIENCE_MS,
  );
}
const wishes = async (): Promise<number> =>
  (
    await world.database.sql(
      `SELECT FROM reporting.consumer_cursor WHERE rebuild IS NOT NULL OR kind = 'rebuild'`,
    )
  ).length;

/** Positions, by log, of the events that still have a text. */
async function withTexts(matching: (event: RecordedEvent) => boolean): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const log of logNames)
    found[log] = (await world.events(log))
      .filter((event) => event.private !== null && matching(event))
      .map(({ position }) => position);
  return found;
}
const isAlices = ({ actor }: RecordedEvent): boolean =>
  actor.kind === 'person' && actor.id === 'alice' && actor.issuer === ISSUER;
const isOpen = ({ data }: RecordedEvent): boolean => OPEN.some((id) => id === data['requestId']);

const intact = async (): Promise<boolean[]> =>
  Promise.all(logNames.map(async (log) => (await world.logs[log].verify()).intact));

/** Messages of a stream that contain a text, by log and position. */
async function messagesWith(stream: string, text: string): Promise<string[]> {
  const messages = (await world.messages(stream)) ?? [];
  return messages
    .filter((message) => message.includes(text))
    .map((message) => {
      const { source, sequence } = JSON.parse(message) as { source: string; sequence: string };
      return `${source.split('/').at(-1)} ${sequence}`;
    });
}

async function complete(stream: string, size: number): Promise<void> {
  await eventually(
    `${stream} has ${size}`,
    async () => ((await world.messages(stream)) ?? []).length >= size,
    PATIENCE_MS,
  );
}

describe('erasing the texts of a person', () => {
  it('deletes when a token of theirs was last seen, and with a date what was last seen before', async () => {
    await world.admin.query(`
      INSERT INTO policy.seen_approver (type, issuer, id, appearance, last_day)
      VALUES ('user', '${ISSUER}', 'alice', 'user:alice', '2026-03-01'), ('user', '${ISSUER}', 'bob', 'user:bob', '2026-03-01'),
             ('user', '${OTHER_ISSUER}', 'alice', 'user:alice', '2026-03-02'), ('group', '${ISSUER}', 'old', 'group:old', '2026-02-28')`);
    const left = async () =>
      (
        await world.database.sql<{ id: string }>('SELECT id FROM policy.seen_approver ORDER BY last_day, id')
      ).map(({ id }) => id);
    const report = await eraseIt(ofAlice, 0);
    expect(linesOf(report, ofAlice)).toContain('seen approvers: 1 row deleted');
    expect(await left()).toEqual(['old', 'bob', 'alice']);
    await eraseIt(wishFor({ kind: 'before', before: '2026-03-01T00:00:00.000Z' }), 0);
    expect(await left()).toEqual(['bob', 'alice']);
  });

  it('empties their texts in every log, except those of open requests, and leaves the logs intact', async () => {
    await tellStories(world);
    const before = new Map(
      await Promise.all(logNames.map(async (log) => [log, await world.events(log)] as const)),
    );
    const others = await withTexts((event) => !isAlices(event));
    const open = await withTexts((event) => isAlices(event) && isOpen(event));
    const report = await eraseIt(ofAlice, 0);

    expect(await withTexts(isAlices)).toEqual(open);
    expect(open).toEqual({
      policy: [],
      request: [expect.any(Number), expect.any(Number), expect.any(Number)],
      approval: [expect.any(Number)],
    });
    expect(await withTexts((event) => !isAlices(event))).toEqual(others);
    expect(await intact()).toEqual([true, true, true]);
    const erased = { policy: ['policy.created'], request: ['request.submitted', 'attempt.refused'] };
    for (const [log, types] of Object.entries({
      ...erased,
      approval: ['approval.decided', 'attempt.refused'],
    })) {
      const events = await world.events(log as LogName);
      expect(events.filter(({ erasedAt }) => erasedAt !== null).map(({ type }) => type)).toEqual(types);
      expect(events.slice(0, -1).map(({ hash }) => hash)).toEqual(
        before.get(log as LogName)?.map(({ hash }) => hash),
      );
      expect(events.at(-1)).toMatchObject({
        type: 'personal_data.erased',
        data: {
          person: alice.actor.kind === 'person' && { issuer: ISSUER, id: 'alice' },
          before: null,
          by: 'operator',
          reason: 'asked for it',
        },
      });
    }
    expect(linesOf(report, ofAlice).slice(0, 8)).toEqual([
      'log policy: texts of 1 event erased',
      'log request: texts of 2 events erased',
      'log approval: texts of 2 events erased',
      `events of the same id under other issuers keep their texts: ${OTHER_ISSUER}`,
      '3 requests not over, whose events keep their texts (erase again afterwards):',
      '  request pending: 1 event; it is pending',
      '  request checked-out: 2 events; its access has not ended',
      '  request granted: 1 event; its access has not ended',
    ]);
  });

  it('finds nothing the second time: it appends no event and rebuilds no mirror', async () => {
    await tellStories(world);
    services = await startServices(world);
    await settled();
    await eraseIt();
    await settled();
    await complete(
      auditStreamName,
      (await heads()).reduce((a, b) => a + b),
    );
    const ends = await heads();
    const made = await Promise.all([...MIRRORS, auditStreamName].map((stream) => world.madeAt(stream)));
    const report = await eraseIt();
    expect(await heads()).toEqual(ends);
    expect(await Promise.all([...MIRRORS, auditStreamName].map((stream) => world.madeAt(stream)))).toEqual(
      made,
    );
    expect(report.copies).toEqual({ mirrors: [], parked: [], rebuilding: [], notVacuumed: [] });
    expect(linesOf(report, ofAlice)).toContain('mirrors and read models hold nothing that was erased');
    expect(await wishes()).toBe(0);
  });

  it('erases the rest once the requests are over', async () => {
    await tellStories(world);
    await eraseIt(ofAlice, 0);
    const data = { requestId: 'pending' };
    await world.tell({ log: 'request', by: person('alice'), type: 'request.cancelled', data });
    const report = await eraseIt(ofAlice, 0);
    expect(report.logs.map(({ log, events }) => [log, events])).toEqual([
      ['policy', 0],
      ['request', 2],
      ['approval', 0],
    ]);
    const left = (await world.events('request')).filter((event) => isAlices(event) && event.private !== null);
    expect([...new Set(left.map((event) => event.data['requestId']))]).toEqual(['checked-out']);
    expect(await intact()).toEqual([true, true, true]);
  });

  it('waits for another command, and then finds nothing', async () => {
    await tellStories(world);
    const reports = await Promise.all([eraseIt(ofAlice, 0), eraseIt(ofAlice, 0)]);
    const erased = reports.map(({ logs }) => logs.map(({ events }) => events));
    expect(erased.sort()).toEqual([
      [0, 0, 0],
      [1, 2, 2],
    ]);
    expect(reports.map(({ copies }) => copies.mirrors.length).sort()).toEqual([0, 3]);
  });

  it('erases under every issuer if none is given, and records and reports each', async () => {
    await tellStories(world);
    const wish = wishFor({ kind: 'person', id: 'alice', issuer: null });
    const report = await eraseIt(wish, 0);
    const texts = (await world.events('request')).filter(({ type }) => type === 'request.refused');
    expect(texts.map((event) => event.private)).toEqual([null]);
    const records = (await world.events('request')).filter(({ type }) => type === 'personal_data.erased');
    expect(records.map(({ data }) => data['person'])).toEqual([
      { issuer: ISSUER, id: 'alice' },
      { issuer: OTHER_ISSUER, id: 'alice' },
    ]);
    expect(linesOf(report, wish)).toContain(
      `no issuer was given; the events were of: ${ISSUER}, ${OTHER_ISSUER}`,
    );
    expect(await intact()).toEqual([true, true, true]);
  });

  it('erases in every page of a long log', async () => {
    const append = (i: number) =>
      world.tell({
        log: 'policy',
        by: i % 3 ? bob : alice,
        type: 'policy.updated',
        stream: `policy-${i}`,
        data: { policyId: String(i) },
      });
    for (let i = 0; i < 2_500; i += 100)
      await Promise.all(Array.from({ length: 100 }, (_, n) => append(i + n)));
    const report = await eraseIt(ofAlice, 0);
    expect(report.logs[0]).toMatchObject({ log: 'policy', events: 834 });
    expect((await withTexts(isAlices))['policy']).toEqual([]);
    expect((await withTexts((event) => !isAlices(event)))['policy']).toHaveLength(1_666);
    expect((await world.logs.policy.verify()).intact).toBe(true);
  });
});

describe('erasing everything before a time', () => {
  it("empties everybody's texts before that time, and none after it", async () => {
    await tellStories(world);
    const before = new Date(Date.now() + 5).toISOString();
    await clockReaches(before);
    await world.tell({
      log: 'policy',
      by: bob,
      type: 'policy.updated',
      stream: 'policy-q',
      data: { policyId: 'q' },
    });
    const wish = wishFor({ kind: 'before', before });
    const report = await eraseIt(wish, 0);
    const left = await withTexts(() => true);
    const events = new Map(
      await Promise.all(logNames.map(async (log) => [log, await world.events(log)] as const)),
    );
    for (const log of logNames)
      for (const position of left[log] ?? []) {
        const event = events.get(log)?.[position - 1];
        expect(event && (isOpen(event) || event.recordedAt > before)).toBe(true);
      }
    expect(left['policy']).toHaveLength(1);
    expect(events.get('policy')?.at(-1)?.data).toMatchObject({ person: null, before });
    expect([...new Set(report.logs.flatMap((log) => [...log.left.keys()]))].sort()).toEqual([...OPEN].sort());
    expect(await intact()).toEqual([true, true, true]);
  });
});

describe('copies of erased texts', () => {
  it('disappear from all streams and read models while the services keep running', async () => {
    await tellStories(world);
    services = await startServices(world);
    await settled();
    await complete(
      auditStreamName,
      (await heads()).reduce((a, b) => a + b),
    );
    const text = 'Name-of-alice';
    expect(await messagesWith(mirrorName('policy'), text)).toEqual(['policy 1']);
    const cursors = await world.database.sql(
      'SELECT consumer, log FROM reporting.consumer_cursor ORDER BY 1, 2',
    );

    const report = await eraseIt();
    const lines = linesOf(report, ofAlice);
    expect(lines).toContain(
      `mirrors rebuilt: COUNTERSIGN_APPROVAL, COUNTERSIGN_POLICY, COUNTERSIGN_REQUEST, ${auditStreamName}; durable consumers of ${auditStreamName} get some events again`,
    );
    expect(lines).toContain('read models being rebuilt: hearing');
    expect(report.copies.mirrors.map(({ state }) => state)).toEqual(['clean', 'clean', 'clean']);
    await world.tell({ log: 'request', by: bob, type: 'request.refused', data: { requestId: 'afterwards' } });
    await settled();
    await complete(
      auditStreamName,
      (await heads()).reduce((a, b) => a + b),
    );

    const left = [
      ...(await withTexts((event) => event.private?.name === text))['approval']!.map(
        (at) => `approval ${at}`,
      ),
      ...(await withTexts((event) => event.private?.name === text))['request']!.map((at) => `request ${at}`),
    ].sort();
    expect(left).toHaveLength(5);
    const inMirrors = (await Promise.all(MIRRORS.map((stream) => messagesWith(stream, text)))).flat();
    expect(inMirrors.sort()).toEqual(left);
    expect((await messagesWith(auditStreamName, text)).sort()).toEqual(left);
    const rows = await world.database.sql<{ at: string }>(
      `SELECT log || ' ' || position AS at FROM reporting.heard
        WHERE text LIKE '%${text}%' OR words::text LIKE '%${text.toLowerCase()}%'`,
    );
    expect(rows.map(({ at }) => at).sort()).toEqual(left);

    const hashes = (await world.messages(mirrorName('request')))!.map(
      (message) => (JSON.parse(message) as { hash: string }).hash,
    );
    expect(hashes).toEqual((await world.events('request')).map(({ hash }) => hash));
    expect(
      await world.database.sql('SELECT consumer, log FROM reporting.consumer_cursor ORDER BY 1, 2'),
    ).toEqual(cursors);
    const expected = (
      await Promise.all(
        logNames.map(async (log) => (await world.events(log)).map(({ position }) => `${log} ${position}`)),
      )
    ).flat();
    expect([...services.handled].sort()).toEqual(expected.sort());
    expect(services.lines.filter((line) => /alice|asked for it/.test(line))).toEqual([]);
    expect(lines.filter((line) => /alice/i.test(line))).toEqual([]);
  });

  it('disappear from parked events, whether or not their consumers run', async () => {
    await tellStories(world);
    services = await startServices(world);
    services.poison.add('policy-p');
    await settled();
    await world.admin.query(`
      INSERT INTO approval.consumer_parked (consumer, log, position, stream, event, error)
      SELECT 'gone', log, position, stream, event, NULL FROM reporting.consumer_parked`);
    const parked = () =>
      world.database.sql<{ at: string; has: boolean; since: string | null; error: string | null }>(
        `SELECT consumer || ' ' || position AS at, event ->> 'private' IS NOT NULL AS has,
                event ->> 'erasedAt' AS since, error
           FROM (TABLE reporting.consumer_parked UNION ALL TABLE approval.consumer_parked) ORDER BY at`,
      );
    expect((await parked()).map(({ at, has }) => [at, has])).toEqual([
      ['gone 1', true],
      ['gone 2', true],
      ['hearing 1', true],
      ['hearing 2', true],
    ]);
    const report = await eraseIt();
    // A running consumer may have been faster.
    expect(report.copies.parked).toContainEqual({ schema: 'approval', events: 1 });
    const [event] = await world.events('policy');
    const rows = await parked();
    expect(rows).toHaveLength(4);
    for (const row of rows) {
      expect(row.has).toBe(row.at.endsWith('2'));
      expect(row.since).toBe(row.at.endsWith('1') ? event?.erasedAt : null);
      expect(row.error ?? '').not.toContain('Name-of-alice');
    }
  });

  it('disappear from dead rows, as far as VACUUM can remove them', async () => {
    await tellStories(world);
    const report = await eraseIt(ofAlice, 0);
    expect(report.copies.notVacuumed).toEqual([]);
    await eventually(
      'every table is counted as vacuumed once',
      async () => {
        const tables = await world.database.sql<{ vacuums: number }>(`
        SELECT vacuum_count::int AS vacuums FROM pg_stat_all_tables
         WHERE schemaname IN ('policy', 'request', 'approval') AND relname IN ('event', 'command')`);
        return tables.length === 6 && tables.every(({ vacuums }) => vacuums === 1);
      },
      PATIENCE_MS,
    );
    const said: string[] = [];
    world.admin.on('notice', ({ message }) => said.push(message ?? ''));
    for (const log of logNames) await world.admin.query(`VACUUM (VERBOSE) ${log}.event`);
    const counts = said.flatMap((text) => /^tuples: .*$/m.exec(text) ?? []);
    expect(counts).toHaveLength(3 * 2);
    for (const line of counts) expect(line).toMatch(/: 0 removed, .* 0 are dead but not yet removable/);
  });
});

describe('an interrupted erasure', () => {
  it('is finished by the next command if it stopped between two logs', async () => {
    await tellStories(world);
    services = await startServices(world);
    await settled();
    await world.admin.query('ALTER FUNCTION approval.erase RENAME TO erase_away');
    await expect(eraseIt()).rejects.toThrow(/interrupted: .*erase.*\nRun the command again/s);
    await world.admin.query('ALTER FUNCTION approval.erase_away RENAME TO erase');
    expect((await withTexts(isAlices))['policy']).toEqual([]);
    expect(await messagesWith(mirrorName('policy'), 'Name-of-alice')).toEqual(['policy 1']);

    const report = await eraseIt();
    expect(report.logs.map(({ events }) => events)).toEqual([0, 0, 2]);
    await settled();
    expect(await messagesWith(mirrorName('policy'), 'Name-of-alice')).toEqual([]);
    expect(await withTexts((event) => isAlices(event) && !isOpen(event))).toEqual({
      policy: [],
      request: [],
      approval: [],
    });
    expect(await intact()).toEqual([true, true, true]);
  });

  it('is finished by the next command, which appends nothing, if it stopped before rebuilding the mirrors', async () => {
    await tellStories(world);
    services = await startServices(world);
    await settled();
    await world.nats.restart({
      configText: world.natsConfig.replaceAll('"$JS.API.STREAM.DELETE.COUNTERSIGN_POLICY"', ''),
    });
    await eventually(
      'NATS is back',
      () => world.madeAt(mirrorName('policy')).then(Boolean, () => false),
      PATIENCE_MS,
    );
    await settled();
    await expect(eraseIt()).rejects.toThrow(/interrupted: .*\nRun the command again/s);
    const ends = await heads();
    await world.nats.restart();
    await eventually(
      'NATS is back',
      () => world.madeAt(mirrorName('policy')).then(Boolean, () => false),
      PATIENCE_MS,
    );

    const report = await eraseIt();
    expect(await heads()).toEqual(ends);
    expect(report.logs.map(({ events }) => events)).toEqual([0, 0, 0]);
    expect(report.copies.mirrors).toHaveLength(3);
    await settled();
    const inMirrors = (
      await Promise.all(MIRRORS.map((stream) => messagesWith(stream, 'Name-of-alice')))
    ).flat();
    expect(inMirrors).toHaveLength(5);
    expect((await eraseIt()).copies.mirrors).toEqual([]);
  });
});

describe('an erasure does not begin', () => {
  const unchanged = async (work: () => Promise<unknown>, why: RegExp): Promise<void> => {
    const ends = await heads();
    const texts = await withTexts(() => true);
    await expect(work()).rejects.toThrow(why);
    expect(await heads()).toEqual(ends);
    expect(await withTexts(() => true)).toEqual(texts);
  };

  it('if NATS or the database cannot be reached', async () => {
    await tellStories(world);
    const without = { ...world.config, NATS_PASSWORD: 'wrong' };
    await unchanged(() => erase(without, ofAlice), /^NATS cannot be reached: /);
    const url = new URL(world.config.MIGRATE_DATABASE_URL);
    url.pathname = '/nowhere';
    const elsewhere = { ...world.config, MIGRATE_DATABASE_URL: url.href };
    await unchanged(() => erase(elsewhere, ofAlice), /^PostgreSQL cannot be reached: .*nowhere/);
  });

  it('while a log differs from its mirror', async () => {
    await tellStories(world);
    services = await startServices(world);
    await settled();
    await services.stop();
    services = undefined;
    await world.admin.query(`
      ALTER TABLE policy.event DISABLE TRIGGER ALL;
      ALTER TABLE policy.head DISABLE TRIGGER ALL;
      DELETE FROM policy.event WHERE position = 2;
      UPDATE policy.head SET position = 1, hash = (SELECT hash FROM policy.event WHERE position = 1)`);
    await unchanged(() => eraseIt(), /differs from its mirror: .*Begin a new epoch first/);
    expect(await messagesWith(mirrorName('policy'), 'Name-of-alice')).toEqual(['policy 1']);
  });

  it('for a role that does not own the logs', async () => {
    await tellStories(world);
    const url = world.database.urlFor('countersign_request');
    await unchanged(
      () => erase({ ...world.config, MIGRATE_DATABASE_URL: url }, ofAlice),
      /permission denied/,
    );
  });
});
