import type { Sql } from './sql.js';

const DURABILITY = `
  SELECT string_agg(name || ' ' || setting, ', ' ORDER BY name) AS settings, bool_and(setting = 'on') AS durable
  FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')`;

/**
 * @returns the settings that make a PostgreSQL durable, as text
 * @throws Error when PostgreSQL could lose what it has acknowledged
 */
export async function durability(sql: Sql): Promise<string> {
  const [row] = await sql<{ settings: string; durable: boolean }>(DURABILITY);
  if (!row?.durable) throw new Error(`this PostgreSQL is not durable: ${row?.settings ?? ''}`);
  return row.settings;
}
