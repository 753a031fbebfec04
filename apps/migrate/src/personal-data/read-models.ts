import { NEXT_TABLE_SUFFIX } from '@countersign/consumers';
import type { ClientBase } from 'pg';

/** A table of a read model, and the condition that selects its rows. */
interface ReadModelTable {
  name: string;
  select: string;
}

/**
 * The text of a tsvector is not meant to be read back. Tables that a rebuild fills beside the live tables are left out:
 * they contain the same rows, and are gone when the rebuild ends.
 */
const tables = `
  SELECT c.relname AS name,
         'SELECT ' || string_agg(
           CASE WHEN a.atttypid = 'tsvector'::regtype
                THEN format('tsvector_to_array(%1$I) AS %1$I', a.attname) ELSE quote_ident(a.attname) END,
           ', ' ORDER BY a.attnum) || format(' FROM %I.%I', n.nspname, c.relname) AS select
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE n.nspname = $1 AND c.relkind = 'r' AND pg_get_userbyid(c.relowner) = current_user
     AND right(c.relname, ${NEXT_TABLE_SUFFIX.length}) <> '${NEXT_TABLE_SUFFIX}'
   GROUP BY n.nspname, c.relname
   ORDER BY c.relname`;

/** The tables of a schema that belong to the current role. */
export async function readModelTables(client: ClientBase, schema: string): Promise<ReadModelTable[]> {
  return (await client.query<ReadModelTable>(tables, [schema])).rows;
}

/**
 * The rows of a table whose JSON contains the hint.
 * @param hint letters and digits from the person's id, which every encoding leaves unchanged; may be empty
 */
export async function* rowsWith(
  client: ClientBase,
  { select }: ReadModelTable,
  hint: string,
): AsyncGenerator<Record<string, unknown>> {
  const sql = `
    SELECT json.row FROM (SELECT to_json(r) AS row FROM (${select}) AS r OFFSET 0) AS json
     WHERE strpos(json.row::text, $1) > 0`;
  for await (const { row } of rowsOf<{ row: Record<string, unknown> }>(client, sql, [hint])) yield row;
}

/** The longest run of letters and digits. */
export function hintOf(id: string): string {
  const runs = id.match(/[A-Za-z0-9]+/g) ?? [];
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

const PAGE = 500;

/** The rows of a query in portions, as of its beginning. The connection must be outside a transaction. */
export async function* rowsOf<Row extends object>(
  client: ClientBase,
  sql: string,
  values: unknown[],
): AsyncGenerator<Row> {
  await client.query('BEGIN READ ONLY');
  try {
    await client.query(`DECLARE found NO SCROLL CURSOR FOR ${sql}`, values);
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${PAGE} FROM found`);
      yield* rows;
      if (rows.length < PAGE) break;
    }
  } finally {
    await client.query('ROLLBACK');
  }
}
