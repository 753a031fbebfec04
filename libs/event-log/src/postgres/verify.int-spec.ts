import { LogDamaged } from '../event-log.errors.js';
import { appendOf, appendOfEvents, noted, to } from '../testing/append-of.js';
import { testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import type { PostgresEventLog } from './postgres-event-log.js';

/** A change of the database by a superuser who disables the triggers first. */
interface Tampering {
  what: string;
  sql: string;
  /** What `verify` finds. */
  finding: { position: number; kind: string };
  /** The stream whose read must fail; undefined if a single stream does not show the change. */
  damages?: string;
}

const at = (position: number, kind = 'changed') => ({ position, kind });

/** Event 4 belongs to the stream `d`, and to `shared` as its second event, between 3 and 5. */
const EVENT_COLUMNS: Tampering[] = [
  {
    what: 'position',
    sql: 'UPDATE request.event SET position = 1000 WHERE position = 4',
    finding: at(4, 'removed'),
    damages: 'd',
  },
  {
    what: 'id',
    sql: 'UPDATE request.event SET id = gen_random_uuid() WHERE position = 4',
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'stream',
    sql: `UPDATE request.event SET stream = 'other' WHERE position = 4`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'version',
    sql: 'UPDATE request.event SET version = 99 WHERE position = 4',
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'type',
    sql: `UPDATE request.event SET type = 'test.other' WHERE position = 4`,
    finding: at(4),
    damages: 'shared',
  },
  {
    what: 'schema_version',
    sql: 'UPDATE request.event SET schema_version = 2 WHERE position = 4',
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'recorded_at',
    sql: `UPDATE request.event SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 4`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'body',
    sql: `UPDATE request.event SET body = replace(body, '"test.noted"', '"test.other"') WHERE position = 4`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'private',
    sql: `UPDATE request.event SET private = replace(private, 'Alice', 'Alicia') WHERE position = 4`,
    finding: at(4),
    damages: 'shared',
  },
  {
    what: 'erased_at',
    sql: 'UPDATE request.event SET erased_at = now() WHERE position = 6',
    finding: at(6),
    damages: 'f',
  },
  {
    what: 'hash',
    sql: `UPDATE request.event SET hash = sha256('') WHERE position = 4`,
    finding: at(4),
    damages: 'd',
  },
];

const EVENTS: Tampering[] = [
  {
    what: 'the data in a body',
    sql: `UPDATE request.event SET body = replace(body, 'four', 'five') WHERE position = 4`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'the spelling of a body',
    sql: `UPDATE request.event SET body = body || ' ' WHERE position = 4`,
    finding: at(4),
    damages: 'shared',
  },
  {
    what: 'a body into something beyond JSON',
    sql: `UPDATE request.event SET body = '{' WHERE position = 4`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'a body together with its correctly computed hash',
    sql: `UPDATE request.event AS e SET body = b.text, hash = sha256(p.hash || int8send(e.position)
            || int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint) || sha256(convert_to(b.text, 'UTF8')))
          FROM request.event AS p, LATERAL (SELECT replace(body, 'four', 'five') AS text FROM request.event WHERE position = 4) AS b
          WHERE e.position = 4 AND p.position = 3`,
    finding: at(5),
    damages: 'e',
  },
  {
    what: 'an event into one of another stream, in the column and the body',
    sql: `UPDATE request.event SET stream = 'a', body = replace(body, '"id":"d"', '"id":"a"') WHERE position = 4`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'the log by deleting an event',
    sql: 'DELETE FROM request.event WHERE position = 4',
    finding: at(4, 'removed'),
    damages: 'd',
  },
  {
    what: 'the log by deleting the first event',
    sql: 'DELETE FROM request.event WHERE position = 1',
    finding: at(1, 'removed'),
    damages: 'a',
  },
  {
    what: 'the log by cutting its tail',
    sql: 'DELETE FROM request.event WHERE position > 4; DELETE FROM request.membership WHERE position > 4',
    finding: at(5, 'removed'),
  },
  {
    what: 'the log by deleting every event',
    sql: 'DELETE FROM request.event',
    finding: at(1, 'removed'),
    damages: 'shared',
  },
  {
    what: 'the order of two events',
    sql: `UPDATE request.event SET position = -4 WHERE position = 4; UPDATE request.event SET position = 4 WHERE position = 5;
          UPDATE request.event SET position = 5 WHERE position = -4`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'the log by an event behind the head',
    sql: `INSERT INTO request.event
          SELECT 7, gen_random_uuid(), stream, 99, type, schema_version, recorded_at, body, private, erased_at, hash
          FROM request.event WHERE position = 6`,
    finding: at(7, 'inserted'),
  },
  {
    what: 'the log by an event behind the head, correctly chained',
    sql: `INSERT INTO request.membership VALUES ('fx', 1, 7);
          INSERT INTO request.event
          SELECT 7, id, stream || 'x', version, type, schema_version, recorded_at, text, private, erased_at,
                 sha256(hash || int8send(7) || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
                        || sha256(convert_to(text, 'UTF8')))
          FROM request.event, LATERAL (SELECT replace(body, '"id":"f"', '"id":"fx"') AS text) AS t
          WHERE position = 6`,
    finding: at(7, 'inserted'),
  },
  {
    what: 'the log by an event before the first',
    sql: `INSERT INTO request.event
          SELECT 0, gen_random_uuid(), stream, 99, type, schema_version, recorded_at, body, private, erased_at, hash
          FROM request.event WHERE position = 6`,
    finding: at(0, 'inserted'),
  },
];

/** SQL that sets the hash of event 6, the last, and of the head to what they should be. */
const REHASHED = `
  UPDATE request.event AS e SET hash = sha256(p.hash || int8send(e.position)
    || int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint) || sha256(convert_to(e.body, 'UTF8')))
  FROM request.event AS p WHERE e.position = 6 AND p.position = 5;
  UPDATE request.head SET (hash, recorded_at) = (SELECT hash, recorded_at FROM request.event WHERE position = 6);
  UPDATE request.command SET recorded_at = (SELECT recorded_at FROM request.event WHERE position = 6)
  WHERE first_position = 6;`;

/** Nothing shows these but the rules that every log keeps. */
const WITH_CORRECT_HASHES: Tampering[] = [
  {
    what: 'the versions of a stream, with correct hashes',
    sql: `UPDATE request.event SET version = 2, body = replace(body, '"version":1', '"version":2') WHERE position = 6;
          UPDATE request.membership SET version = 2 WHERE stream = 'f';${REHASHED}`,
    finding: at(6),
    damages: 'f',
  },
  {
    what: 'the versions of a stream, which an event repeats, with correct hashes',
    sql: `UPDATE request.event SET stream = 'shared', version = 3, body = replace(body, '"id":"f","version":1', '"id":"shared","version":3')
          WHERE position = 6;
          ALTER TABLE request.membership DROP CONSTRAINT membership_pkey;
          UPDATE request.membership SET stream = 'shared', version = 3 WHERE stream = 'f';${REHASHED}`,
    finding: at(6),
    damages: 'shared',
  },
  {
    what: 'a time to before that of the previous event, with correct hashes',
    sql: `UPDATE request.event SET recorded_at = recorded_at - interval '1 hour' WHERE position = 6;${REHASHED}`,
    finding: at(6),
  },
  {
    what: 'an id to that of another event, with correct hashes',
    sql: `UPDATE request.event AS e SET id = o.id, body = replace(e.body, e.id::text, o.id::text)
          FROM request.event AS o WHERE e.position = 6 AND o.position = 2;${REHASHED}`,
    finding: at(6),
  },
];

const MEMBERSHIP_COLUMNS: Tampering[] = [
  {
    what: 'stream',
    sql: `UPDATE request.membership SET stream = 'other' WHERE stream = 'd'`,
    finding: at(4),
    damages: 'other',
  },
  {
    what: 'version',
    sql: `UPDATE request.membership SET version = 2 WHERE stream = 'd'`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'position',
    sql: `UPDATE request.membership SET position = 5 WHERE stream = 'd'`,
    finding: at(4),
    damages: 'd',
  },
];

const MEMBERSHIPS: Tampering[] = [
  {
    what: 'the order of two events in a stream',
    sql: `UPDATE request.membership SET version = 100 + version WHERE stream = 'shared' AND version < 3;
          UPDATE request.membership SET version = 103 - version WHERE stream = 'shared' AND version > 100`,
    finding: at(3),
    damages: 'shared',
  },
  {
    what: 'a stream by taking one of its events out',
    sql: `DELETE FROM request.membership WHERE stream = 'shared' AND version = 2`,
    finding: at(4),
    damages: 'shared',
  },
  {
    what: 'a stream by taking its last event out',
    sql: `DELETE FROM request.membership WHERE stream = 'shared' AND version = 3`,
    finding: at(5),
  },
  {
    what: 'a stream by adding an event that does not belong to it',
    sql: `INSERT INTO request.membership VALUES ('a', 2, 4)`,
    finding: at(4),
    damages: 'a',
  },
  {
    what: 'streams by moving an event from one to another',
    sql: `INSERT INTO request.membership VALUES ('other', 1, 4)`,
    finding: at(4),
    damages: 'other',
  },
  {
    what: 'a stream by pointing it to no event',
    sql: `INSERT INTO request.membership VALUES ('a', 2, 1000)`,
    finding: at(1000, 'inserted'),
    damages: 'a',
  },
  {
    what: 'a stream by pointing it before the first event',
    sql: `INSERT INTO request.membership VALUES ('a', 2, 0)`,
    finding: at(0, 'inserted'),
    damages: 'a',
  },
];

const HEAD_COLUMNS: Tampering[] = [
  { what: 'position', sql: 'UPDATE request.head SET position = 7', finding: at(7, 'removed') },
  { what: 'hash', sql: `UPDATE request.head SET hash = sha256('')`, finding: at(6, 'head-differs') },
  {
    what: 'recorded_at',
    sql: `UPDATE request.head SET recorded_at = recorded_at + interval '1 hour'`,
    finding: at(6, 'head-differs'),
  },
  { what: 'log_id', sql: 'UPDATE request.head SET log_id = gen_random_uuid()', finding: at(1) },
  { what: 'log_name', sql: `UPDATE request.head SET log_name = 'policy'`, finding: at(1) },
  { what: 'erasures', sql: 'UPDATE request.head SET erasures = 1', finding: at(6, 'head-differs') },
];

/** What a command answered, and the hash of its payload, stand nowhere else: no comparison can check these columns. */
const COMMAND_COLUMNS: Tampering[] = [
  {
    what: 'first_position',
    sql: 'UPDATE request.command SET first_position = 3 WHERE first_position = 4',
    finding: at(4),
  },
  {
    what: 'last_position',
    sql: 'UPDATE request.command SET last_position = 5 WHERE first_position = 4',
    finding: at(5),
  },
  {
    what: 'recorded_at',
    sql: `UPDATE request.command SET recorded_at = recorded_at - interval '1 microsecond' WHERE first_position = 4`,
    finding: at(4),
  },
];

const COMMANDS: Tampering[] = [
  {
    what: 'the commands by deleting one',
    sql: 'DELETE FROM request.command WHERE first_position = 4',
    finding: at(4),
  },
  {
    what: 'the commands by adding one for events of another',
    sql: `INSERT INTO request.command
          SELECT sha256('other'), fingerprint_key, fingerprint, result, first_position, last_position, recorded_at
          FROM request.command WHERE first_position = 4`,
    finding: at(5),
  },
  {
    what: 'the commands by adding one beyond the head',
    sql: `INSERT INTO request.command
          SELECT sha256('other'), fingerprint_key, fingerprint, result, 7, 7, recorded_at
          FROM request.command WHERE first_position = 6`,
    finding: at(7, 'inserted'),
  },
  {
    what: 'the commands by adding one that appended nothing',
    sql: `INSERT INTO request.command
          SELECT sha256('other'), fingerprint_key, fingerprint, result, 4, 3, recorded_at
          FROM request.command WHERE first_position = 6`,
    finding: at(3, 'inserted'),
  },
];

const TEXTS: Tampering[] = [
  {
    what: 'a private text by taking it away',
    sql: 'UPDATE request.event SET private = NULL WHERE position = 4',
    finding: at(4),
  },
  {
    what: 'a private text by calling it erased',
    sql: 'UPDATE request.event SET private = NULL, erased_at = now() WHERE position = 4',
    finding: at(4),
  },
  {
    what: 'the private texts of two events by swapping them',
    sql: `UPDATE request.event AS e SET private = o.private FROM request.event AS o
          WHERE e.position IN (4, 5) AND o.position = 9 - e.position`,
    finding: at(4),
    damages: 'd',
  },
  {
    what: 'an event by adding a private text',
    sql: `UPDATE request.event SET private = '{}' WHERE position = 6`,
    finding: at(6),
    damages: 'f',
  },
];

const TABLES = ['event', 'membership', 'head', 'command'];

const TAMPERINGS: Tampering[] = [
  ...[EVENT_COLUMNS, MEMBERSHIP_COLUMNS, HEAD_COLUMNS, COMMAND_COLUMNS].flatMap((columns, i) =>
    columns.map((one) => ({ ...one, what: `column ${one.what} of ${TABLES[i]}` })),
  ),
  ...EVENTS,
  ...WITH_CORRECT_HASHES,
  ...MEMBERSHIPS,
  ...COMMANDS,
  {
    what: 'the head by lowering it',
    sql: 'UPDATE request.head SET position = 5',
    finding: at(5, 'head-differs'),
  },
  ...TEXTS,
];

const STREAMS = ['a', 'b', 'c', 'd', 'e', 'f', 'shared'];

describe('a log changed by hand', () => {
  let test: TestLog;
  let log: PostgresEventLog;
  beforeAll(async () => {
    test = await testLog();
    log = test.open();
    for (const [i, text] of ['one', 'two'].entries())
      await log.append(appendOf([to('ab'[i] ?? '', 0, noted({ text }))]));
    for (const [i, text] of ['three', 'four', 'five'].entries()) {
      const own = 'cde'[i] ?? '';
      const expected = [
        { stream: own, version: 0 },
        { stream: 'shared', version: i },
      ];
      await log.append(appendOfEvents([{ event: noted({ text }), streams: [own, 'shared'] }], expected));
    }
    await log.append(appendOf([to('f', 0, noted({ text: 'six' }))], { personal: null }));
    for (const table of TABLES)
      await test.admin.query(
        `CREATE TABLE ${table}_copy AS TABLE request.${table}; ALTER TABLE request.${table} DISABLE TRIGGER ALL`,
      );
  });
  afterEach(async () => {
    const restored = TABLES.map(
      (table) => `DELETE FROM request.${table}; INSERT INTO request.${table} TABLE ${table}_copy;`,
    );
    await test.admin.query(restored.join(''));
    await test.admin.query(`
      ALTER TABLE request.membership DROP CONSTRAINT IF EXISTS membership_pkey;
      ALTER TABLE request.membership ADD CONSTRAINT membership_pkey PRIMARY KEY (stream, version)`);
  });
  afterAll(() => test.drop());

  it('differs from an untouched log, which is intact and whose streams can all be read', async () => {
    expect(await log.verify()).toMatchObject({ intact: true, head: await log.head() });
    const read = await Promise.all(STREAMS.map((stream) => log.readStream(stream)));
    expect(read.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1, 3]);
  });

  it.each(TAMPERINGS)('makes verify report a change of $what', async ({ sql, finding }) => {
    await test.admin.query(sql);
    expect(await log.verify()).toMatchObject({ intact: false, ...finding });
  });

  it.each(TAMPERINGS.filter(({ damages }) => damages !== undefined))(
    'cannot be read where it shows a change of $what',
    async ({ sql, damages }) => {
      await test.admin.query(sql);
      await expect(log.readStream(damages ?? '')).rejects.toThrow(LogDamaged);
    },
  );

  it.each(TAMPERINGS.filter((one) => !WITH_CORRECT_HASHES.includes(one)))(
    'reads as it was, or not at all, after a change of $what',
    async ({ sql }) => {
      const before = await Promise.all(STREAMS.map((stream) => log.readStream(stream)));
      await test.admin.query(sql);
      for (const [i, stream] of STREAMS.entries()) {
        const events = await log.readStream(stream).catch((error: unknown) => {
          if (error instanceof LogDamaged) return [];
          throw error;
        });
        // An event may be missing at the end if no other event shows that, but it may never be out of order.
        for (const [n, { id, streams: own }] of events.entries()) {
          expect(id).toBe(before[i]?.[n]?.id);
          expect(own).toContainEqual({ id: stream, version: n + 1 });
        }
      }
    },
  );

  it.each(TABLES.slice(0, 3))('has a tampering for each column of %s', async (table) => {
    const { rows } = await test.admin.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'singleton'`,
      [`request.${table}`],
    );
    const tampered = { event: EVENT_COLUMNS, membership: MEMBERSHIP_COLUMNS, head: HEAD_COLUMNS }[table];
    expect(tampered?.map(({ what }) => what).sort()).toEqual(rows.map(({ name }) => name).sort());
  });
});
