import type { Client } from 'pg';
import type { NatsConnection } from '@nats-io/transport-node';
import { mirrorName } from '@countersign/contracts';
import { LogDamaged } from '@countersign/event-log';
import type { StoredEvent } from '@countersign/event-log';
import { eventHash, formatMicros, genesisHash, KeptHeads, LogsVerifier, readEvent } from '@countersign/proof';
import type { LogFinding } from '@countersign/proof';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { connectTo, managerOf, mirrored, mirrorEnd } from './testing/test-bus.js';
import { asAdmin } from '@countersign/postgres/testing';
import { testLog } from './testing/test-log.js';
import type { TestLog } from './testing/test-log.js';
import { testRelay } from './testing/test-relay.js';
import { cloudEventText } from './cloud-event.js';
import { mirrorHead } from './mirror.js';

const EVENTS = 8;
jest.setTimeout(60_000);

let database: TestDatabase;
let nats: TestNats;
let nc: NatsConnection;
let test: TestLog;
/** What an auditor has kept: the head of the log at position 4 and at its end. */
const kept = new KeptHeads();

beforeAll(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  nc = await connectTo(nats.url);
  test = await testLog(database, 'request');
  await test.append(EVENTS);
  const [four] = await test.log.readStored(4, 1);
  const heads = [{ position: 4, hash: four!.hash }, await test.log.head()];
  kept.add({ iss: '', iat: 0, heads: heads.map((head) => ({ log: 'request', ...head })) });
  await asAdmin(database, (admin) =>
    admin.query(`
      CREATE TABLE event_copy AS TABLE request.event; CREATE TABLE head_copy AS TABLE request.head;
      CREATE TABLE membership_copy AS TABLE request.membership; CREATE TABLE command_copy AS TABLE request.command;
      ALTER TABLE request.event DISABLE TRIGGER ALL; ALTER TABLE request.head DISABLE TRIGGER ALL;
      ALTER TABLE request.membership DISABLE TRIGGER ALL; ALTER TABLE request.command DISABLE TRIGGER ALL`),
  );
});
afterEach(() =>
  tamper(`
    DELETE FROM request.event; INSERT INTO request.event TABLE event_copy;
    DELETE FROM request.head; INSERT INTO request.head TABLE head_copy;
    DELETE FROM request.membership; INSERT INTO request.membership TABLE membership_copy;
    DELETE FROM request.command; INSERT INTO request.command TABLE command_copy`),
);
afterAll(async () => {
  await test.close();
  await nc.close();
  await nats.stop();
  await database.drop();
});

/** Runs as the owner of the tables, with the triggers disabled. */
const tamper = (sql: string) => asAdmin(database, (admin) => admin.query(sql));

interface Row extends Omit<StoredEvent, 'previousHash'> {
  previousHash: string | null;
  micros: string;
  logId: string;
}

/** The log as somebody exports it who compares nothing: CloudEvents that contain exactly the text in the database. */
async function exported(): Promise<unknown[]> {
  const rows = await database.sql<Row>(
    `SELECT e.position::int, e.body, e.private, e.erased_at AS "erasedAt", encode(e.hash, 'hex') AS hash,
            (extract(epoch FROM e.recorded_at) * 1000000)::bigint AS micros, h.log_id AS "logId",
            encode(lag(e.hash) OVER (ORDER BY e.position), 'hex') AS "previousHash"
     FROM request.event AS e CROSS JOIN request.head AS h ORDER BY e.position`,
  );
  return rows.map(({ micros, logId, ...row }) => {
    const previousHash = row.previousHash ?? genesisHash(logId, 'request');
    const event = { ...row, previousHash, recordedAt: formatMicros(Number(micros)) };
    return JSON.parse(cloudEventText('countersign/test/request', event)) as unknown;
  });
}

function findings(events: unknown[], against?: KeptHeads): LogFinding {
  const verifier = new LogsVerifier({ logs: ['request'], ...(against ? { kept: against } : {}) });
  for (const event of events) verifier.take(readEvent(event));
  return verifier.end().logs[0]!;
}

/** Recomputes the hashes of all events from a position on, and of the head, as an attacker could. */
async function rechain(admin: Client, from: number): Promise<void> {
  const micros = '(extract(epoch FROM recorded_at) * 1000000)::bigint AS micros';
  const { rows } = await admin.query<{ position: string; body: string; micros: string; hash: string }>(
    `SELECT position, body, ${micros}, encode(hash, 'hex') AS hash FROM request.event ORDER BY position`,
  );
  let previousHash = rows.find(({ position }) => Number(position) === from - 1)!.hash;
  for (const { position, body, micros: recordedAt } of rows.filter((row) => Number(row.position) >= from)) {
    const link = { previousHash, position: Number(position), recordedAtMicros: Number(recordedAt), body };
    previousHash = eventHash(link);
    const values = [position, previousHash];
    await admin.query(`UPDATE request.event SET hash = decode($2, 'hex') WHERE position = $1`, values);
  }
  await admin.query(`UPDATE request.head SET hash = decode($1, 'hex')`, [previousHash]);
}

const renumber = (condition: string, step: string) => `
  UPDATE request.event SET position = -position WHERE ${condition};
  UPDATE request.event SET position = -position ${step} WHERE position < 0;`;
const FORGED = `replace(body, '"n":1', '"n":9')`;

it('is intact, and contains the heads that the auditor has kept', async () => {
  expect(findings(await exported(), kept)).toMatchObject({ intact: true, events: EVENTS, checkpoints: 2 });
});

it.each<[string, string, object]>([
  [
    'position',
    'UPDATE request.event SET position = 100 WHERE position = 4',
    { position: 4, kind: 'reordered' },
  ],
  [
    'recorded_at',
    `UPDATE request.event SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  ['body', `UPDATE request.event SET body = ${FORGED} WHERE position = 4`, { position: 4, kind: 'changed' }],
  [
    'private',
    `UPDATE request.event SET private = replace(private, 'said', 'sang') WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  ['hash', `UPDATE request.event SET hash = sha256('') WHERE position = 4`, { position: 4, kind: 'changed' }],
  ['a row, deleted', 'DELETE FROM request.event WHERE position = 4', { position: 4, kind: 'removed' }],
  [
    'a row by deleting it and moving later rows up',
    `DELETE FROM request.event WHERE position = 4; ${renumber('position > 4', '- 1')}`,
    { position: 4, kind: 'changed' },
  ],
  [
    'a row by inserting it and moving later rows down',
    `${renumber('position > 3', '+ 1')}
     INSERT INTO request.event SELECT 4, gen_random_uuid(), stream || 'x', 1, type, schema_version, recorded_at, text,
       private, NULL, sha256(hash || int8send(4) || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
         || sha256(convert_to(text, 'UTF8')))
     FROM request.event, LATERAL (SELECT ${FORGED} AS text) AS forged WHERE position = 3`,
    { position: 4, kind: 'inserted' },
  ],
  [
    'two rows, swapped',
    `UPDATE request.event SET position = -4 WHERE position = 4; UPDATE request.event SET position = 4 WHERE position = 5;
     UPDATE request.event SET position = 5 WHERE position = -4`,
    { position: 4, kind: 'reordered' },
  ],
])('shows that somebody changed %s', async (_, sql, expected) => {
  await tamper(sql);
  expect(findings(await exported())).toMatchObject({ intact: false, ...expected });
  await expect(test.log.readStored(1, 1000)).rejects.toThrow(LogDamaged);
});

it('exports what was hashed, whatever the columns say; the log itself compares the columns', async () => {
  const before = await exported();
  const columns = `id = gen_random_uuid(), stream = 'x', version = 7, type = 'test.x', schema_version = 9`;
  await tamper(`UPDATE request.event SET ${columns} WHERE position = 4`);
  expect(await exported()).toEqual(before);
  expect(await test.log.verify()).toMatchObject({ intact: false, position: 4, kind: 'changed' });
  await expect(test.log.readStored(1, 1000)).rejects.toThrow(LogDamaged);
});

it('shows by a kept head that the end was cut off, although the log itself cannot know', async () => {
  await tamper(`
    DELETE FROM request.event WHERE position > 6; DELETE FROM request.membership WHERE position > 6;
    DELETE FROM request.command WHERE last_position > 6;
    UPDATE request.head SET (position, hash, recorded_at) =
      (SELECT position, hash, recorded_at FROM request.event WHERE position = 6)`);
  expect(await test.log.verify()).toMatchObject({ intact: true });
  expect(findings(await exported())).toMatchObject({ intact: true });
  expect(findings(await exported(), kept)).toMatchObject({ position: 7, kind: 'truncated' });
});

async function rewrite(from: number): Promise<void> {
  await asAdmin(database, async (admin) => {
    await admin.query(`UPDATE request.event SET body = ${FORGED} WHERE position = ${from}`);
    await rechain(admin, from);
  });
}

it.each([
  [3, 4],
  [4, 4],
  [5, EVENTS],
])(
  'shows by a kept head that everything from %i on was rewritten with correct hashes',
  async (from, shown) => {
    await rewrite(from);
    expect(await test.log.verify()).toMatchObject({ intact: true });
    expect(findings(await exported())).toMatchObject({ intact: true });
    expect(findings(await exported(), kept)).toMatchObject({ position: shown, kind: 'rewritten' });
  },
);

describe('the mirror, as the feed reads it', () => {
  const published = async () =>
    Promise.all(Array.from({ length: EVENTS }, (_, i) => mirrored(nc, 'request', i + 1)));

  /** Lets a relay publish the log until the mirror is complete. */
  async function publish(): Promise<void> {
    const relay = await testRelay(test, nats.url);
    await eventually(
      'the mirror is as long as the log',
      async () => (await mirrorEnd(nc, 'request')) === EVENTS,
    );
    await relay.stop();
  }

  it('does not show a change in the database until the mirror is rebuilt', async () => {
    await expect(mirrorHead(nc, 'request')).rejects.toThrow('there is no mirror of the request log');
    await publish();
    expect(await mirrorHead(nc, 'request')).toEqual({ log: 'request', ...(await test.log.head()) });
    await rewrite(5);
    expect(findings(await published(), kept)).toMatchObject({ intact: true, checkpoints: 2 });
    await (await managerOf(nc)).streams.delete(mirrorName('request'));
    await publish();
    expect(findings(await published())).toMatchObject({ intact: true });
    expect(findings(await published(), kept)).toMatchObject({ position: EVENTS, kind: 'rewritten' });
  });
});
