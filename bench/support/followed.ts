import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from './sql.js';

const SCHEMAS = `
  SELECT n.nspname AS schema, c.relname AS table
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relname IN ('head', 'consumer_cursor')`;

/**
 * Waits until every cursor is at the head of its log. The database says which logs and consumers exist, so that this
 * works for builds with different consumers.
 * @throws Error when the database knows no consumer
 */
export async function untilFollowed(sql: Sql): Promise<void> {
  const tables = await sql<{ schema: string; table: string }>(SCHEMAS);
  const having = (name: string) => tables.filter(({ table }) => table === name).map(({ schema }) => schema);
  const behind = having('consumer_cursor').flatMap((schema) =>
    having('head').map(
      (log) => `
        SELECT FROM ${schema}.consumer_cursor c, ${log}.head h WHERE c.log = '${log}' AND c.position <> h.position`,
    ),
  );
  if (behind.length === 0) throw new Error('no consumer of any log is known to the database');
  const query = behind.join(' UNION ALL ');
  while ((await sql(query)).length > 0) await pause(25);
}
