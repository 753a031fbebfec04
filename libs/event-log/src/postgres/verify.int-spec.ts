import { appendOf, noted, to } from '../testing/append-of.js';
import { testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import type { PostgresEventLog } from './postgres-event-log.js';

/** What a superuser does who takes the triggers away first; undone after each test by undoing the transaction. */
const TAMPERINGS: [string, string, { position: number; kind: string }][] = [
  [
    'column position',
    'UPDATE request.event SET position = 1000 WHERE position = 4',
    { position: 4, kind: 'removed' },
  ],
  [
    'column id',
    'UPDATE request.event SET id = gen_random_uuid() WHERE position = 4',
    { position: 4, kind: 'changed' },
  ],
  [
    'column stream',
    `UPDATE request.event SET stream = 'other' WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'column version',
    'UPDATE request.event SET version = 99 WHERE position = 4',
    { position: 4, kind: 'changed' },
  ],
  [
    'column type',
    `UPDATE request.event SET type = 'test.other' WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'column schema_version',
    'UPDATE request.event SET schema_version = 2 WHERE position = 4',
    { position: 4, kind: 'changed' },
  ],
  [
    'column recorded_at by a microsecond',
    `UPDATE request.event SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'column body',
    `UPDATE request.event SET body = replace(body, 'four', 'five') WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'the spelling of body',
    `UPDATE request.event SET body = body || ' ' WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'body beyond JSON',
    `UPDATE request.event SET body = '{' WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'column hash',
    `UPDATE request.event SET hash = sha256('') WHERE position = 4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'body and hash, rightly computed',
    `UPDATE request.event AS e SET body = b.text, hash = sha256(p.hash || int8send(e.position)
       || int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint) || sha256(convert_to(b.text, 'UTF8')))
     FROM request.event AS p, LATERAL (SELECT replace(body, 'four', 'five') AS text FROM request.event WHERE position = 4) AS b
     WHERE e.position = 4 AND p.position = 3`,
    { position: 5, kind: 'changed' },
  ],
  ['an event deleted', 'DELETE FROM request.event WHERE position = 4', { position: 4, kind: 'removed' }],
  [
    'the first event deleted',
    'DELETE FROM request.event WHERE position = 1',
    { position: 1, kind: 'removed' },
  ],
  ['the tail cut', 'DELETE FROM request.event WHERE position > 4', { position: 5, kind: 'removed' }],
  ['everything deleted', 'DELETE FROM request.event', { position: 1, kind: 'removed' }],
  [
    'two events swapped',
    `UPDATE request.event SET position = -4 WHERE position = 4; UPDATE request.event SET position = 4 WHERE position = 5;
     UPDATE request.event SET position = 5 WHERE position = -4`,
    { position: 4, kind: 'changed' },
  ],
  [
    'an event inserted behind the head',
    `INSERT INTO request.event SELECT 7, gen_random_uuid(), stream, 99, type, schema_version, recorded_at, body, hash
     FROM request.event WHERE position = 6`,
    { position: 7, kind: 'changed' },
  ],
  [
    'an event inserted behind the head, rightly chained',
    `INSERT INTO request.event SELECT 7, id, stream || 'x', version, type, schema_version, recorded_at, text, sha256(hash || int8send(7)
       || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint) || sha256(convert_to(text, 'UTF8')))
     FROM request.event, LATERAL (SELECT replace(body, '"stream":"f"', '"stream":"fx"') AS text) AS t WHERE position = 6`,
    { position: 7, kind: 'inserted' },
  ],
  [
    'an event inserted before the first',
    `INSERT INTO request.event SELECT 0, gen_random_uuid(), stream, 99, type, schema_version, recorded_at, body, hash
     FROM request.event WHERE position = 6`,
    { position: 0, kind: 'inserted' },
  ],
  [
    'the hash of the head',
    `UPDATE request.head SET hash = sha256('')`,
    { position: 6, kind: 'head-differs' },
  ],
  [
    'the time of the head',
    `UPDATE request.head SET recorded_at = recorded_at + interval '1 hour'`,
    { position: 6, kind: 'head-differs' },
  ],
  [
    'the position of the head, raised',
    'UPDATE request.head SET position = 7',
    { position: 7, kind: 'removed' },
  ],
  [
    'the position of the head, lowered',
    'UPDATE request.head SET position = 5',
    { position: 6, kind: 'inserted' },
  ],
  [
    'the identity of the log',
    'UPDATE request.head SET log_id = gen_random_uuid()',
    { position: 1, kind: 'changed' },
  ],
];

describe('verify', () => {
  let test: TestLog;
  let log: PostgresEventLog;
  beforeAll(async () => {
    test = await testLog();
    log = test.open();
    const words = ['one', 'two', 'three', 'four', 'five', 'six'];
    for (const [i, text] of words.entries()) {
      await log.append(appendOf([to('abcdef'[i] ?? '', 0, noted({ text }))]));
    }
    await test.admin.query(
      'CREATE TABLE event_copy AS TABLE request.event; CREATE TABLE head_copy AS TABLE request.head',
    );
    for (const table of ['event', 'head'])
      await test.admin.query(`ALTER TABLE request.${table} DISABLE TRIGGER ALL`);
  });
  afterEach(() =>
    test.admin.query(`
      DELETE FROM request.event; INSERT INTO request.event TABLE event_copy;
      DELETE FROM request.head; INSERT INTO request.head TABLE head_copy`),
  );
  afterAll(() => test.drop());

  it('finds the untouched log intact', async () => {
    expect(await log.verify()).toEqual({ intact: true, head: await log.head() });
  });

  it.each(TAMPERINGS)('notices a change of %s', async (_, sql, expected) => {
    await test.admin.query(sql);
    expect(await log.verify()).toMatchObject({ intact: false, ...expected });
  });

  it('has a tampering for each column of an event', async () => {
    const { rows } = await test.admin.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'request.event'::regclass AND attnum > 0`,
    );
    const tampered = TAMPERINGS.map(([what]) => /^column (\w+)/.exec(what)?.[1]).filter(Boolean);
    expect(tampered.sort()).toEqual(rows.map(({ name }) => name).sort());
  });
});
