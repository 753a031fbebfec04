import type { Sql } from './sql.js';

const WRITTEN = `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bytes`;

/** Bytes of write-ahead log that a PostgreSQL has written since its creation. */
export async function walBytes(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: string }>(WRITTEN);
  return Number(row?.bytes);
}
