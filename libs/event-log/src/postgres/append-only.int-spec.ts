import { Client } from 'pg';
import { appendOf, noted, to } from '../testing/append-of.js';
import { SERVICE_ROLE, testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';

/** Changes that no role can make; some touch a row so that the trigger on its columns refuses it. */
const CHANGES = {
  event: [
    `UPDATE request.event SET body = '{}' WHERE position = 1`,
    'UPDATE request.event SET private = NULL WHERE position = 1',
    `UPDATE request.event SET private = '{}' WHERE position = 1`,
    'UPDATE request.event SET erased_at = now() WHERE position = 1',
    ...['position', 'version', 'schema_version'].map(
      (column) =>
        `UPDATE request.event SET private = NULL, erased_at = now(), ${column} = ${column} + 7 WHERE position = 1`,
    ),
    ...['stream', 'type', 'body'].map(
      (column) =>
        `UPDATE request.event SET private = NULL, erased_at = now(), ${column} = 'x' WHERE position = 1`,
    ),
    'UPDATE request.event SET private = NULL, erased_at = now(), id = gen_random_uuid() WHERE position = 1',
    'UPDATE request.event SET private = NULL, erased_at = now(), recorded_at = now() WHERE position = 1',
    `UPDATE request.event SET private = NULL, erased_at = now(), hash = '' WHERE position = 1`,
    'UPDATE request.event SET erased_at = now() WHERE position = 3',
    'UPDATE request.event SET private = NULL, erased_at = now() WHERE position = 3',
    'DELETE FROM request.event WHERE position = 1',
    'TRUNCATE request.event',
    `INSERT INTO request.event SELECT * FROM request.event WHERE position = 1
     ON CONFLICT (position) DO UPDATE SET body = excluded.body`,
  ],
  membership: [
    'UPDATE request.membership SET position = 2 WHERE position = 1',
    'DELETE FROM request.membership',
    'TRUNCATE request.membership',
  ],
  command: [
    `UPDATE request.command SET result = '{}'`,
    `UPDATE request.command SET fingerprint_key = NULL, result = '{}'`,
    `UPDATE request.command SET fingerprint_key = NULL, fingerprint = sha256('')`,
    `UPDATE request.command SET fingerprint_key = sha256('')`,
    'DELETE FROM request.command',
    'TRUNCATE request.command',
  ],
  head: [
    'UPDATE request.head SET position = position - 1',
    'UPDATE request.head SET position = position + 1, log_id = gen_random_uuid()',
    `UPDATE request.head SET hash = sha256('')`,
    'UPDATE request.head SET erasures = erasures - 1',
    `UPDATE request.head SET erasures = erasures + 1, hash = sha256('')`,
    'UPDATE request.head SET position = position + 1, erasures = erasures + 1',
    'DELETE FROM request.head',
    'TRUNCATE request.head',
  ],
};

describe('append-only', () => {
  let log: TestLog;
  let service: Client;
  beforeAll(async () => {
    log = await testLog();
    const writer = log.open();
    await writer.append(appendOf([to('a', 0, noted(), noted())]));
    // The third event has no private text.
    await writer.append(appendOf([to('b', 0)], { personal: null }));
    service = new Client({ connectionString: log.url });
    await service.connect();
  });
  afterAll(async () => {
    await service.end();
    await log.drop();
  });

  const inserts = [
    `INSERT INTO request.event
     SELECT 4, id, stream, 3, type, schema_version, recorded_at, body, private, erased_at, hash FROM request.event LIMIT 1`,
    `INSERT INTO request.membership VALUES ('b', 2, 1)`,
    `INSERT INTO request.command SELECT '\\x00', NULL, fingerprint, result, 3, 3, recorded_at FROM request.command LIMIT 1`,
    `INSERT INTO request.head SELECT true, 1, hash, recorded_at, log_id, log_name, erasures FROM request.head`,
    'UPDATE request.head SET position = position + 1',
    `INSERT INTO request.log_version (version) VALUES (99)`,
    'CREATE TABLE request.mine ()',
    `ALTER TABLE request.event DISABLE TRIGGER append_only`,
    'DROP TABLE request.event',
    `CREATE OR REPLACE FUNCTION request.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    'SET ROLE countersign_owner',
  ];
  it.each([...inserts, ...Object.values(CHANGES).flat()])("refuses the service's role: %s", async (sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(Object.values(CHANGES).flat())('refuses even the owner: %s', async (sql) => {
    await log.admin.query('SET ROLE countersign_owner');
    try {
      await expect(log.admin.query(sql)).rejects.toMatchObject({
        message: expect.stringContaining('append-only') as unknown,
      });
    } finally {
      await log.admin.query('RESET ROLE');
    }
  });

  it.each(Object.values(CHANGES).flat())('refuses a superuser who runs as a replica: %s', async (sql) => {
    await log.admin.query('SET session_replication_role = replica');
    try {
      await expect(log.admin.query(sql)).rejects.toMatchObject({
        message: expect.stringContaining('append-only') as unknown,
      });
    } finally {
      await log.admin.query('RESET session_replication_role');
    }
  });

  it("grants the service's role exactly what it needs", async () => {
    const { rows } = await log.admin.query(
      `SELECT table_name, privilege_type FROM information_schema.role_table_grants
       WHERE grantee = $1 AND table_schema = 'request' ORDER BY 1, 2`,
      [SERVICE_ROLE],
    );
    expect(rows.map(({ table_name, privilege_type }) => `${table_name} ${privilege_type}`)).toEqual([
      'command SELECT',
      'compared SELECT',
      'event SELECT',
      'head SELECT',
      'log_version SELECT',
      'membership SELECT',
      'mirror_renewal SELECT',
    ]);
  });

  it('lets no other role append or erase', async () => {
    const { rows } = await log.admin.query<{ everybody: boolean; definer: boolean; settings: string[] }>(
      `SELECT has_function_privilege('public', p.oid, 'EXECUTE') AS everybody, p.prosecdef AS definer, p.proconfig AS settings
       FROM pg_proc AS p WHERE p.pronamespace = 'request'::regnamespace AND p.proname IN ('append', 'append_one', 'erase')`,
    );
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      expect(row).toMatchObject({ everybody: false, definer: true });
      expect(row.settings).toContain('search_path=pg_catalog, pg_temp');
    }
  });

  it('ignores objects of the same name that the caller has created', async () => {
    await service.query(`CREATE TEMP TABLE head AS SELECT * FROM request.head`);
    for (const table of ['event', 'membership', 'command'])
      await service.query(`CREATE TEMP TABLE ${table} (LIKE request.${table})`);
    const { rows } = await service.query<{ position: string }>('SELECT position FROM request.head');
    const writer = log.open();
    const { firstPosition } = await writer.append(appendOf([to('astray', 0)]));
    expect(firstPosition).toBe(Number(rows[0]?.position) + 1);
    expect(await writer.append(appendOf([to('astray', 1, noted(), noted())]))).toMatchObject({
      firstPosition: firstPosition + 1,
    });
  });
});
