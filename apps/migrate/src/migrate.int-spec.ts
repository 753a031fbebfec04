import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { PostgresEventLog, processCommand } from '@countersign/event-log';
import type { Append } from '@countersign/event-log';
import { parseConfig } from '@countersign/platform';
import { openStoredLogs, verifyLog } from '@countersign/stored-log';
import { ownPostgres } from '@countersign/testing';
import type { OwnPostgres } from '@countersign/testing';
import { migrateConfig } from './config.js';
import type { MigrateConfig } from './config.js';
import { migrate } from './migrate.js';
import { rotateKeys } from './run.js';

jest.setTimeout(60_000);

const password = (name: string) => `password-of-${name}`;
let postgres: OwnPostgres;
let config: MigrateConfig;

beforeAll(async () => {
  postgres = await ownPostgres();
  config = parseConfig(migrateConfig, {
    MIGRATE_DATABASE_URL: postgres.adminUrl,
    DATABASE_PASSWORD_POLICY: password('policy'),
    DATABASE_PASSWORD_REQUEST: password('request'),
    DATABASE_PASSWORD_APPROVAL: password('approval'),
    DATABASE_PASSWORD_REPORTING: password('reporting'),
    DATABASE_PASSWORD_VERIFIER: password('verifier'),
  });
});

afterAll(async () => {
  await postgres.remove();
});

function urlOf(role: string): string {
  const url = new URL(postgres.adminUrl);
  url.username = `countersign_${role}`;
  url.password = password(role);
  return url.href;
}

/** An append of one event without a particular meaning. */
const noted = (text: string): Append => ({
  command: processCommand('test', 'noted', 0),
  result: { status: 200, code: null, ids: {} },
  events: [{ event: { type: 'test.noted', schemaVersion: 1, data: { text } }, streams: ['noted'] }],
  expected: [{ stream: 'noted', version: 0 }],
  actor: { kind: 'service', id: 'test' },
  personal: null,
  correlationId: 'c',
  causationId: null,
  traceparent: null,
});

async function as<T>(role: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: urlOf(role) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('the migrate step', () => {
  it('names the missing role if it has no password for it', async () => {
    const { DATABASE_PASSWORD_POLICY: _, ...without } = config;
    await expect(migrate(without, () => undefined)).rejects.toThrow(/DATABASE_PASSWORD_POLICY/);
  });

  it('can run twice at once, and changes nothing when repeated', async () => {
    const said: string[] = [];
    await Promise.all([migrate(config, (line) => said.push(line)), migrate(config, () => undefined)]);
    await migrate(config, () => undefined);
    expect(said.at(-1)).toBe('signing keys');
  });

  it('grants each role only its own schema', async () => {
    await as('policy', async (client) => {
      expect(
        (await client.query<{ position: string }>('SELECT position FROM policy.head')).rows[0]?.position,
      ).toBe('0');
      await expect(client.query('SELECT * FROM request.head')).rejects.toThrow(/permission denied/);
      await expect(client.query('DELETE FROM policy.event')).rejects.toThrow(/permission denied/);
      await expect(client.query('CREATE TABLE policy.mine (n int)')).rejects.toThrow(/permission denied/);
    });
    await as('approval', async (client) => {
      await client.query('SELECT * FROM approval_deadlines.deadline');
      await expect(client.query('SELECT * FROM request_deadlines.deadline')).rejects.toThrow(
        /permission denied/,
      );
      await expect(client.query('DROP SCHEMA approval_deadlines CASCADE')).rejects.toThrow(/must be owner/);
    });
    await as('request', (client) => client.query('SELECT * FROM request_deadlines.deadline'));
    await as('reporting', async (client) => {
      await client.query('CREATE TABLE reporting.new_one (n int); DROP TABLE reporting.new_one');
      await expect(client.query('SELECT * FROM approval.head')).rejects.toThrow(/permission denied/);
    });
  });

  it('lets the verifier compare the logs, read no personal data, and change nothing', async () => {
    const appended = new PostgresEventLog({ log: 'policy', url: urlOf('policy') });
    await appended.append(noted('tampered with'));
    await appended.close();
    await as('verifier', async (client) => {
      for (const table of ['event', 'log_version', 'consumer_cursor', 'lease'])
        await expect(client.query(`SELECT * FROM policy.${table}`)).rejects.toThrow(/permission denied/);
      for (const column of ['id', 'fingerprint_key', 'fingerprint', 'result'])
        await expect(client.query(`SELECT ${column} FROM policy.command`)).rejects.toThrow(
          /permission denied/,
        );
      for (const table of ['compared', 'membership', 'command', 'head'])
        for (const sql of [`DELETE FROM policy.${table}`, `UPDATE policy.${table} SET position = 1`])
          await expect(client.query(sql)).rejects.toMatchObject({
            message: expect.stringMatching(/permission|does not exist/) as string,
          });
      await expect(client.query('SELECT * FROM reporting.migrations')).rejects.toThrow(/permission denied/);
      await expect(client.query('SELECT policy.append_one(null)')).rejects.toThrow(
        /permission denied|does not exist/,
      );
    });
    const logs = await openStoredLogs(urlOf('verifier'));
    expect(logs.names).toEqual(['policy', 'request', 'approval']);
    expect(await verifyLog(logs.log('policy'), { log: 'policy' })).toMatchObject({
      intact: true,
      head: { position: 1 },
    });
    expect(await verifyLog(logs.log('request'), { log: 'request' })).toMatchObject({
      intact: true,
      head: { position: 0 },
    });
    const admin = new Client({ connectionString: postgres.adminUrl });
    await admin.connect();
    await admin.query('ALTER TABLE policy.event DISABLE TRIGGER ALL');
    await admin.query(`UPDATE policy.event SET body = replace(body, 'tampered with', 'another text')`);
    await admin.end();
    expect(await verifyLog(logs.log('policy'), { log: 'policy' })).toMatchObject({
      intact: false,
      position: 1,
      kind: 'changed',
    });
    await logs.close();
  });

  it('creates new keys with one command, and the request service uses them', async () => {
    const secret = new Uint8Array(randomBytes(32));
    const wish = {
      kind: 'rotate-keys',
      purposes: ['ticket', 'audit'],
      now: false,
      revokesOlder: false,
    } as const;
    await expect(rotateKeys(config, wish)).rejects.toThrow(/needs TICKET_KEY_SECRET/);
    const said = await rotateKeys({ ...config, TICKET_KEY_SECRET: secret }, wish);
    expect(said.map((one) => one.replace(/[\w-]{43} signs from \S+/, '…'))).toEqual([
      'The key ticket-… It is published from now on.',
      'The key audit-… It is published from now on.',
    ]);
    const other = { ...config, TICKET_KEY_SECRET: new Uint8Array(randomBytes(32)) };
    await expect(rotateKeys(other, { ...wish, now: true })).rejects.toThrow(/TICKET_KEY_SECRET is not/);
    const [revoking] = await rotateKeys(other, {
      ...wish,
      purposes: ['ticket'],
      now: true,
      revokesOlder: true,
    });
    expect(revoking).toContain('under a new TICKET_KEY_SECRET');
    await as('request', async (client) => {
      const { rows } = await client.query<{ n: string }>('SELECT count(*) AS n FROM request.signing_key');
      expect(rows[0]?.n).toBe('3');
    });
  });

  // Otherwise an administrator's next migration or new epoch would run that code.
  it.each(['policy', 'request', 'approval', 'reporting'])(
    'keeps the role of %s from leaving code that an administrator would run',
    async (role) => {
      const attempts = [
        `CREATE TRIGGER t BEFORE UPDATE ON ${role}.consumer_cursor EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
        `ALTER TABLE ${role}.consumer_cursor ADD COLUMN mine int`,
        `DROP TABLE ${role}.consumer_cursor`,
        `DROP SCHEMA ${role} CASCADE`,
        'CREATE TEMP TABLE head (position bigint)',
        'CREATE FUNCTION public.now() RETURNS int LANGUAGE sql RETURN 1',
        'CREATE SCHEMA mine',
        'SET ROLE countersign_owner',
      ];
      await as(role, async (client) => {
        for (const sql of attempts) await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
      });
    },
  );
});
