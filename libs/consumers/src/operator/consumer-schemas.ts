import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';

/** Which log's consumers, and who owns their tables; without a name the administrator does. */
export interface ConsumersOfLog {
  log: LogName;
  ownerRole?: string | undefined;
}

/** Only tables that a service's role could not have made: where it may create, it could lay out one with a trigger. */
const schemas = `
  SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relname = $2 AND c.relkind = 'r'
     AND pg_get_userbyid(c.relowner) IN (current_user, $1) ORDER BY 1`;

/** The schemas that keep a table of consumers. */
export async function consumerSchemas(
  admin: ClientBase,
  ownerRole: string | undefined,
  table: 'consumer_cursor' | 'consumer_parked',
): Promise<string[]> {
  const { rows } = await admin.query<{ schema: string }>(schemas, [ownerRole ?? null, table]);
  return rows.map(({ schema }) => schema);
}
