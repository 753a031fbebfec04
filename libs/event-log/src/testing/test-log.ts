import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { Client } from 'pg';
import { installLog } from '../postgres/install-log.js';
import { PostgresEventLog } from '../postgres/postgres-event-log.js';
import type { PostgresEventLogSettings } from '../postgres/postgres-event-log.js';

/** The first test of a run waits until PostgreSQL has started, and the machine may be busy. */
jest.setTimeout(60_000);

export const SERVICE_ROLE = 'countersign_request';

/** An installed, empty log `request` in its own database, and connections to it. */
export interface TestLog {
  database: TestDatabase;
  /** The administrator's connection. */
  admin: Client;
  /** URL for the service's role. */
  url: string;
  open(settings?: Partial<PostgresEventLogSettings>): PostgresEventLog;
  /** Closes every log opened, and drops the database. */
  drop(): Promise<void>;
}

export async function testLog(): Promise<TestLog> {
  const database = await testPostgres();
  const url = await database.createRole(SERVICE_ROLE);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'request', serviceRole: SERVICE_ROLE });
  const opened: PostgresEventLog[] = [];
  return {
    database,
    admin,
    url,
    open(settings = {}) {
      const log = new PostgresEventLog({ log: 'request', url, readConnections: 2, ...settings });
      opened.push(log);
      return log;
    },
    async drop() {
      await Promise.all(opened.map((log) => log.close()));
      await admin.end();
      await database.drop();
    },
  };
}
