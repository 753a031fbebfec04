import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import type { HolderOrder } from '../testing/lease-holder.js';
import { asAdmin, recordingLogger } from '../testing/test-postgres.js';
import { installLeases, leaseTable } from './install-leases.js';
import type { Lease, LeaseName } from './leadership.js';
import { Leases } from './leases.js';
import type { LeaseTiming } from './leases.js';

jest.setTimeout(60_000);

const SCHEMA = 'request';
const ROLE = 'countersign_request';
const OTHER_ROLE = 'countersign_reporting';
const TABLE = leaseTable(SCHEMA);
const HOLDER = [
  `--import=${join(__dirname, '../../../testing/typescript.mjs')}`,
  join(__dirname, '../testing/lease-holder.ts'),
];
/** The product's own times, ten times as fast. */
const QUICK: LeaseTiming = { term: 1_500, renewal: 500, look: 100 };

let database: TestDatabase;
let url: string;
const opened: Leases[] = [];
const children: ChildProcessWithoutNullStreams[] = [];

beforeAll(async () => {
  database = await testPostgres();
  url = await database.createRole(ROLE);
  await database.createRole(OTHER_ROLE);
  await asAdmin(database, async (admin) => {
    await admin.query(`CREATE SCHEMA ${SCHEMA}; GRANT USAGE ON SCHEMA ${SCHEMA} TO ${ROLE}`);
    for (let i = 0; i < 2; i++) await installLeases(admin, { schema: SCHEMA, serviceRole: ROLE });
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const leases of opened.splice(0)) await leases.close();
  await database.sql(`TRUNCATE ${TABLE}`);
});
afterAll(() => database.drop());

function openLeases(timing?: LeaseTiming, connection?: ClientConfig): Leases {
  const leases = new Leases({
    connection: { connectionString: url, ...connection },
    schema: SCHEMA,
    logger: recordingLogger(),
    ...(timing && { timing }),
  });
  opened.push(leases);
  return leases;
}

const consumer = (name: string): LeaseName => ({ kind: 'consumer', name });
const names = Array.from({ length: 20 }, (_, i) => consumer(`c${i}`));
const takeAll = (leases: Leases): Promise<(Lease | undefined)[]> =>
  Promise.all(names.map((name) => leases.tryAcquire(name)));

/** Asks for the lease as a standby does, until it leads. @returns how long that took, in ms */
async function msUntilLeading(leases: Leases, name: LeaseName): Promise<number> {
  const begun = performance.now();
  while (!(await leases.tryAcquire(name))) if (performance.now() - begun > 30_000) break;
  return performance.now() - begun;
}

const terminate = (): Promise<unknown> =>
  database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'countersign-leader'`);

/** A holder in its own process, once it holds its lease, with its output. */
async function holderProcess(order: Omit<HolderOrder, 'url' | 'schema'>) {
  const said: string[] = [];
  const child = spawn(process.execPath, [...HOLDER, JSON.stringify({ ...order, url, schema: SCHEMA })]);
  children.push(child);
  child.stdout.on('data', (chunk) => said.push(String(chunk).trim()));
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  await eventually('the other process holds it', () => said.includes('held'));
  return { child, said };
}

/** Counts the statements that a connection sends: each ends with a Sync message of PostgreSQL's protocol. */
class CountedSocket extends Socket {
  statements = 0;

  override _write(chunk: Buffer, ...rest: [BufferEncoding, (error?: Error | null) => void]): void {
    this.count(chunk);
    super._write(chunk, ...rest);
  }

  override _writev(
    chunks: { chunk: Buffer; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    for (const { chunk } of chunks) this.count(chunk);
    super._writev?.(chunks, callback);
  }

  private count(messages: Buffer): void {
    for (let at = 0; at < messages.length; at += 1 + messages.readUInt32BE(at + 1)) {
      // The first message of a connection has no type byte.
      if (messages[at] === 0) return;
      if (messages[at] === 'S'.charCodeAt(0)) this.statements++;
    }
  }
}

function countedLeases(timing: LeaseTiming): { leases: Leases; statements: () => number } {
  const sockets: CountedSocket[] = [];
  const stream = (): CountedSocket => {
    const socket = new CountedSocket();
    sockets.push(socket);
    return socket;
  };
  const leases = openLeases(timing, { stream: stream as unknown as NonNullable<ClientConfig['stream']> });
  return { leases, statements: () => sockets.reduce((sum, one) => sum + one.statements, 0) };
}

describe('leases', () => {
  it('have one holder each, across this process and others', async () => {
    const one = openLeases(QUICK);
    const other = openLeases(QUICK);
    const lease = await one.tryAcquire(consumer('x'));
    expect(lease).toBeDefined();
    expect(await one.tryAcquire(consumer('x'))).toBeUndefined();
    expect(await other.tryAcquire(consumer('x'))).toBeUndefined();
    await lease?.release();
    expect(await msUntilLeading(other, consumer('x'))).toBeLessThan(1_000);
  });

  it('go to one of several parts of a process that ask at the same time', async () => {
    const leases = openLeases(QUICK);
    const asked = await Promise.all([1, 2, 3].map(() => leases.tryAcquire(consumer('x'))));
    expect(asked.filter(Boolean)).toHaveLength(1);
  });

  it('have one holder each when many instances ask for all of them at once', async () => {
    const instances = Array.from({ length: 6 }, () => openLeases(QUICK));
    const answers = await Promise.all(instances.map(takeAll));
    for (const [i] of names.entries()) expect(answers.filter((leases) => leases[i])).toHaveLength(1);
    expect(await database.sql(`SELECT FROM ${TABLE}`)).toHaveLength(names.length);
  });

  it('are held without a transaction or a lock', async () => {
    await takeAll(openLeases(QUICK));
    const [holder] = await database.sql<{ pid: number; state: string }>(
      `SELECT pid, state FROM pg_stat_activity WHERE pid = (SELECT DISTINCT pid FROM ${TABLE})`,
    );
    expect(holder?.state).toBe('idle');
    expect(await database.sql('SELECT * FROM pg_locks WHERE pid = $1', [holder?.pid])).toEqual([]);
  });

  it('of one process are all renewed with one statement', async () => {
    const { leases, statements } = countedLeases({ ...QUICK, renewal: 100 });
    await takeAll(leases);
    const before = statements();
    const seen = new Set<string>();
    const until = async (): Promise<void> => {
      const [row] = await database.sql<{ until: string }>(`SELECT min(until)::text AS until FROM ${TABLE}`);
      seen.add(row?.until ?? '');
    };
    await eventually('all are renewed five times', async () => until().then(() => seen.size > 5));
    expect(statements() - before).toBeGreaterThanOrEqual(5);
    expect(statements() - before).toBeLessThan(10);
  });

  it('cost one statement per look while others hold them, and none while this process holds all', async () => {
    const leader = countedLeases({ ...QUICK, renewal: 60_000, term: 15_000 });
    await takeAll(leader.leases);
    const standby = countedLeases(QUICK);
    await takeAll(standby.leases);
    const led = leader.statements();
    const looked = standby.statements();
    const standBy = async (name: LeaseName, place: number): Promise<void> => {
      // One after the other, so that the looks do not begin at the same moment.
      for (let turn = 0; turn < place; turn++) await nextTurn();
      for (let look = 0; look < 5; look++) await standby.leases.tryAcquire(name);
    };
    await Promise.all(names.map(standBy));
    expect(standby.statements() - looked).toBeGreaterThanOrEqual(5);
    expect(standby.statements() - looked).toBeLessThan(10);
    expect(leader.statements()).toBe(led);
  });

  it('are no longer waited for once the caller aborts', async () => {
    await openLeases().tryAcquire(consumer('x'));
    const standby = openLeases({ ...QUICK, look: 60_000 });
    await standby.tryAcquire(consumer('x'));
    const stop = new AbortController();
    const asked = standby.tryAcquire(consumer('x'), stop.signal);
    stop.abort();
    expect(await asked).toBeUndefined();
  });

  it('are all released on close', async () => {
    const leases = openLeases();
    const lease = await leases.tryAcquire(consumer('x'));
    await leases.close();
    expect(lease?.lost.aborted).toBe(true);
    await expect(leases.tryAcquire(consumer('x'))).rejects.toThrow('closed');
    expect(await msUntilLeading(openLeases(QUICK), consumer('x'))).toBeLessThan(1_000);
  });
});

describe('a holder', () => {
  it('whose backend is gone loses its leases and notices it, and another process holds them about a second later', async () => {
    const one = openLeases();
    const other = openLeases();
    const heard = jest.fn();
    one.onLost(heard);
    const leases = await takeAll(one);
    expect(await other.tryAcquire(names[0]!)).toBeUndefined();
    await terminate();
    expect(await msUntilLeading(other, names[0]!)).toBeLessThan(2_500);
    await eventually('it knows', () => leases.every((lease) => lease?.lost.aborted));
    expect(heard).toHaveBeenCalledTimes(1);
    expect(await one.tryAcquire(names[1]!)).toBeDefined();
  });

  it('that is killed is replaced by another about a second later', async () => {
    const { child } = await holderProcess({ lease: consumer('x') });
    const standby = openLeases();
    expect(await standby.tryAcquire(consumer('x'))).toBeUndefined();
    child.kill('SIGKILL');
    expect(await msUntilLeading(standby, consumer('x'))).toBeLessThan(2_500);
  });

  it('that freezes loses its lease when the term is over, and notices it when it resumes', async () => {
    const { child, said } = await holderProcess({ lease: consumer('x'), timing: QUICK });
    const standby = openLeases(QUICK);
    expect(await standby.tryAcquire(consumer('x'))).toBeUndefined();
    child.kill('SIGSTOP');
    const ms = await msUntilLeading(standby, consumer('x'));
    expect(ms).toBeGreaterThan(QUICK.term - QUICK.renewal - 100);
    expect(ms).toBeLessThan(QUICK.term + 1_000);
    expect(said).toEqual(['held']);
    child.kill('SIGCONT');
    await eventually('it knows', () => said.includes('lost'));
  });

  it('that cannot renew gives up before another process can take over', async () => {
    const lease = await openLeases(QUICK).tryAcquire(consumer('x'));
    await asAdmin(database, async (admin) => {
      await admin.query(`BEGIN; SELECT FROM ${TABLE} FOR UPDATE`);
      await eventually('it gives up', () => lease?.lost.aborted ?? false);
      const { rows } = await admin.query(`SELECT until > clock_timestamp() AS own FROM ${TABLE}`);
      expect(rows).toEqual([{ own: true }]);
      await admin.query('ROLLBACK');
    });
  });

  it('whose lease was taken by force notices it at the next renewal, and keeps its other leases', async () => {
    const leases = openLeases(QUICK);
    const lost = await leases.tryAcquire(consumer('x'));
    const kept = await leases.tryAcquire(consumer('y'));
    await database.sql(`UPDATE ${TABLE} SET pid = 1 WHERE name = 'consumer x'`);
    await eventually('it learns it', () => lost?.lost.aborted ?? false);
    await lost?.release();
    expect(kept?.lost.aborted).toBe(false);
    expect(await database.sql(`SELECT FROM ${TABLE}`)).toHaveLength(2);
  });

  it('cannot renew a lease that has lapsed, even if no other process has taken it', async () => {
    const lease = await openLeases(QUICK).tryAcquire(consumer('x'));
    await database.sql(`UPDATE ${TABLE} SET until = clock_timestamp() - interval '1 ms'`);
    await eventually('it learns it', () => lease?.lost.aborted ?? false);
    expect(await database.sql(`SELECT FROM ${TABLE} WHERE until > clock_timestamp()`)).toEqual([]);
  });

  it('keeps its lease when a caller reports that an earlier holder is gone', async () => {
    const one = openLeases();
    const other = openLeases();
    await one.tryAcquire(consumer('x'));
    const [earlier] = await database.sql<{ pid: number; started: string }>(
      `SELECT pid, started::text FROM ${TABLE}`,
    );
    await terminate();
    await msUntilLeading(other, consumer('x'));
    const take = `SELECT ${SCHEMA}.take_leases('{consumer x}', '{consumer x}', $1, $2, now(), 15) AS name`;
    await as(ROLE, async (client) => {
      expect((await client.query(take, [[earlier?.pid], [earlier?.started]])).rows).toEqual([]);
    });
  });
});

describe('a lease', () => {
  it('lasts at most 15 s, whatever a service asks for', async () => {
    await openLeases({ ...QUICK, term: 3_600_000 }).tryAcquire(consumer('x'));
    const late = `SELECT FROM ${TABLE} WHERE until > clock_timestamp() + interval '15 s'`;
    expect(await database.sql(late)).toEqual([]);
  });

  it('that ends later than any term allows is free: the clock was set back', async () => {
    await openLeases({ ...QUICK, renewal: 60_000 }).tryAcquire(consumer('x'));
    const standby = openLeases(QUICK);
    expect(await standby.tryAcquire(consumer('x'))).toBeUndefined();
    await database.sql(`UPDATE ${TABLE} SET until = clock_timestamp() + interval '1 hour'`);
    expect(await msUntilLeading(standby, consumer('x'))).toBeLessThan(1_000);
  });

  const forbidden = [
    `SELECT * FROM ${TABLE}`,
    `LOCK TABLE ${TABLE} IN ACCESS SHARE MODE`,
    `SELECT ${SCHEMA}.take_leases('{consumer x}', '{}', '{}', '{}', now(), 15)`,
    `SELECT ${SCHEMA}.renew_leases(now(), 15)`,
    `SELECT ${SCHEMA}.release_lease('consumer x', now())`,
  ];
  const written = [
    `INSERT INTO ${TABLE} VALUES ('consumer x', 1, now(), now())`,
    `UPDATE ${TABLE} SET until = now()`,
    `DELETE FROM ${TABLE}`,
    `TRUNCATE ${TABLE}`,
    `SELECT FROM ${TABLE} FOR UPDATE`,
    `LOCK TABLE ${TABLE} IN EXCLUSIVE MODE`,
  ];

  it.each([...forbidden, ...written])(
    'is inaccessible to another role, even one with access to the schema: %s',
    async (text) => {
      await database.sql(`GRANT USAGE ON SCHEMA ${SCHEMA} TO ${OTHER_ROLE}`);
      await as(OTHER_ROLE, (client) =>
        expect(inTransaction(client, text)).rejects.toMatchObject({ code: '42501' }),
      );
      await database.sql(`REVOKE USAGE ON SCHEMA ${SCHEMA} FROM ${OTHER_ROLE}`);
      await as(OTHER_ROLE, (client) =>
        expect(inTransaction(client, text)).rejects.toMatchObject({ code: '42501' }),
      );
    },
  );

  it.each(written)('can only be written through its functions, even by its own role: %s', async (text) => {
    await as(ROLE, (client) => expect(inTransaction(client, text)).rejects.toMatchObject({ code: '42501' }));
  });
});

const inTransaction = (client: Client, text: string): Promise<unknown> =>
  client.query(`BEGIN; ${text}; ROLLBACK`);

async function as(role: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: database.urlFor(role) });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
