import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { parseConfig } from '@countersign/platform';
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
  });
});

afterAll(async () => {
  await postgres.remove();
});

async function as<T>(role: string, work: (client: Client) => Promise<T>): Promise<T> {
  const url = new URL(postgres.adminUrl);
  url.username = `countersign_${role}`;
  url.password = password(role);
  const client = new Client({ connectionString: url.href });
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
