import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';

/** A log whose consumers are meant, and the owner of their tables; by default the administrator. */
export interface ConsumersOfLog {
  log: LogName;
  ownerRole?: string | undefined;
}

/** Only tables that a service's role cannot have created: where a service can create tables, it could plant one with a trigger. */
const schemas = `
  SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relname = $2 AND c.relkind = 'r'
     AND pg_get_userbyid(c.relowner) IN (current_user, $1) ORDER BY 1`;

/** The schemas that have a table of consumers. */
export async function consumerSchemas(
  admin: ClientBase,
  ownerRole: string | undefined,
  table: 'consumer_cursor' | 'consumer_parked',
): Promise<string[]> {
  const { rows } = await admin.query<{ schema: string }>(schemas, [ownerRole ?? null, table]);
  return rows.map(({ schema }) => schema);
}
