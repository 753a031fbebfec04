import { Client } from 'pg';
import type { Appended } from '../event-log.js';
import { LogUnavailable } from '../event-log.errors.js';
import { appendOf, commandOf, noted, to } from '../testing/append-of.js';
import { testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import { PostgresEventLog } from './postgres-event-log.js';
import { eventually } from '@countersign/testing';

const TERMINATE = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'countersign request append'`;

describe('when the connection is lost', () => {
  let test: TestLog;
  beforeEach(async () => {
    test = await testLog();
  });
  afterEach(() => test.drop());

  it('every acknowledged append is stored once, and every other append once or not at all', async () => {
    const log = test.open();
    let writing = true;
    let kills = 0;
    const answers = new Map<string, Appended | Error>();
    const writers = Array.from({ length: 32 }, async (_, w) => {
      for (let i = 0; writing; i++) {
        const command = commandOf(`${w}-${i}`);
        const answer = await log
          .append(appendOf([to(`s-${w}-${i}`, 0, noted({ w }), noted({ i }))], { command }))
          .catch((error: unknown) => error as Error);
        answers.set(command.id, answer);
      }
    });
    for (let kill = 0; kill < 8; kill++) {
      const before = answers.size;
      await eventually('more was appended', () => answers.size > before + 100);
      kills += (await test.admin.query(TERMINATE)).rowCount ?? 0;
    }
    writing = false;
    await Promise.all(writers);
    expect(kills).toBeGreaterThan(8);

    const { rows } = await test.admin.query<{ id: string; first: string; events: string }>(
      `SELECT encode(c.id, 'hex') AS id, c.first_position AS first, count(e.position) AS events
       FROM request.command AS c LEFT JOIN request.event AS e ON e.position BETWEEN c.first_position AND c.last_position
       GROUP BY c.id`,
    );
    const stored = new Map(rows.map((row) => [row.id, row]));
    expect(rows.every(({ events }) => Number(events) === 2)).toBe(true);
    for (const [id, answer] of answers) {
      if (answer instanceof Error) expect(answer).toBeInstanceOf(LogUnavailable);
      else expect(Number(stored.get(id)?.first)).toBe(answer.firstPosition);
    }
    const acknowledged = [...answers.values()].filter((answer) => !(answer instanceof Error));
    expect(acknowledged.length).toBeGreaterThan(answers.size / 2);
    expect(await log.verify()).toMatchObject({ intact: true, head: { position: 2 * rows.length } });
  }, 30_000);

  it('looks up whether an append under way was stored, and appends it if it was not', async () => {
    const log = test.open();
    await log.append(appendOf([to('warm', 0)]));
    // The head is locked here, so the append is under way when its connection ends.
    await test.admin.query('BEGIN; SELECT FROM request.head FOR UPDATE');
    const append = log.append(appendOf([to('late', 0)]));
    await eventually('the append is under way', async () => {
      const rows = await test.database.sql(
        `SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'countersign request append'
            AND wait_event_type = 'Lock'`,
      );
      return rows.length === 1;
    });
    expect(await log.head()).toMatchObject({ position: 1 });
    await test.database.sql(TERMINATE);
    await test.admin.query('COMMIT');
    expect(await append).toMatchObject({ firstPosition: 2 });
    expect(await log.readStream('late')).toHaveLength(1);
  });

  it('fails with LogUnavailable while the database is gone, and recovers when it returns', async () => {
    const log = new PostgresEventLog({ log: 'request', url: test.url.replace(/:\d+\//, ':1/') });
    await expect(log.append(appendOf([to('a', 0)]))).rejects.toThrow(LogUnavailable);
    await expect(log.head()).rejects.toThrow(LogUnavailable);
    await expect(log.findCommand(commandOf('x').id)).rejects.toThrow(LogUnavailable);
    await log.close();

    const alive = test.open();
    await alive.append(appendOf([to('a', 0)]));
    await allowConnections(false);
    await test.admin.query(TERMINATE);
    await expect(alive.append(appendOf([to('b', 0)]))).rejects.toThrow(LogUnavailable);
    await allowConnections(true);
    expect(await alive.append(appendOf([to('c', 0)]))).toMatchObject({ repeated: false });
  });

  async function allowConnections(allowed: boolean): Promise<void> {
    const url = new URL(test.database.adminUrl);
    url.pathname = 'postgres';
    const server = new Client({ connectionString: url.href });
    await server.connect();
    await server.query(`ALTER DATABASE ${test.database.name} ALLOW_CONNECTIONS ${allowed}`);
    await server.end();
  }

  it('accepts no append after close, but finishes those it has accepted', async () => {
    const log = test.open();
    const underWay = Array.from({ length: 20 }, (_, i) => log.append(appendOf([to(`s-${i}`, 0)])));
    const closed = log.close();
    await expect(log.append(appendOf([to('after', 0)]))).rejects.toThrow(LogUnavailable);
    await closed;
    expect((await Promise.all(underWay)).map(({ repeated }) => repeated)).toEqual(Array(20).fill(false));
  });
});
