import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import pg from 'pg';

/** Appends to new streams by `@event-driven-io/emmett-postgresql`, in a database of its own. */
export interface EmmettStore {
  append(stream: string, event: { type: string; data: object }): Promise<unknown>;
  close(): Promise<void>;
}

/** The used part of the package, which is in a folder of its own that the compiler does not read. */
interface EmmettPostgresql {
  getPostgreSQLEventStore: (
    connectionString: string,
    options: { schema: { autoMigration: 'None' }; connectionOptions: { pooled: true; pool: pg.Pool } },
  ) => {
    appendToStream(
      stream: string,
      events: { type: string; data: object }[],
      options: { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' },
    ): Promise<unknown>;
    schema: { migrate(): Promise<unknown> };
    close(): Promise<void>;
  };
}

/** @param adminUrl - of a server on which a further database is created */
export async function emmettStore(adminUrl: string, connections: number): Promise<EmmettStore> {
  const url = await newDatabase(adminUrl, 'emmett');
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const load = createRequire(resolve('bench', 'emmett', 'package.json'));
  const { getPostgreSQLEventStore } = load('@event-driven-io/emmett-postgresql') as EmmettPostgresql;
  const store = getPostgreSQLEventStore(url, {
    schema: { autoMigration: 'None' },
    connectionOptions: { pooled: true, pool },
  });
  await store.schema.migrate();
  return {
    append: (stream, event) =>
      store.appendToStream(stream, [event], { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' }),
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}

async function newDatabase(adminUrl: string, name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
