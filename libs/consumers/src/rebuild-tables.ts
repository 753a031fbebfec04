import type { ClientBase } from 'pg';
import { qualified, quoted } from '@countersign/postgres';
import type { Queryable } from '@countersign/postgres';

/** Suffix of the name of a table that a rebuild fills beside the live table. */
export const NEXT_TABLE_SUFFIX = '__next';

interface IndexRow {
  name: string;
  /** An index's definition without its own name and its table's: equal for an index and its copy. */
  shape: string;
}

const indexes = `
  SELECT i.relname AS name,
         replace(replace(pg_get_indexdef(x.indexrelid), quote_ident(i.relname), ''),
                 quote_ident(n.nspname) || '.' || quote_ident(t.relname), '') AS shape
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
   WHERE n.nspname = $1 AND t.relname = $2
   ORDER BY i.relname`;

/** Indexes that keep a constraint, and unique indexes without a constraint: ON CONFLICT can name either. */
const uniqueness = `
  SELECT coalesce('ADD ' || pg_get_constraintdef(c.oid), '') AS constraint,
         CASE WHEN c.oid IS NULL THEN substring(pg_get_indexdef(x.indexrelid) FROM ' USING .*$') END AS index
    FROM pg_index x
    LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x')
   WHERE x.indrelid = $1::regclass AND (x.indisunique OR c.oid IS NOT NULL)
   ORDER BY x.indexrelid`;

/** The other indexes, which only find rows, so they can be created after the rows are inserted. */
const lookups = `
  SELECT substring(pg_get_indexdef(x.indexrelid) FROM ' USING .*$') AS index
    FROM pg_index x
   WHERE x.indrelid = $1::regclass AND NOT x.indisunique
     AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype = 'x')
   ORDER BY x.indexrelid`;

/** Storage parameters of a table, such as `fillfactor`, which LIKE does not copy. */
const storage = `
  SELECT array_to_string(reloptions, ', ') AS options FROM pg_class WHERE oid = $1::regclass AND reloptions IS NOT NULL`;

const ownedSequences = `
  SELECT s.relname AS name
    FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_namespace n ON n.oid = t.relnamespace
   WHERE d.deptype IN ('i', 'a') AND n.nspname = $1 AND t.relname = $2`;

/**
 * Creates empty copies of the tables, with their columns, defaults, identities, storage, constraints and unique indexes.
 * `lookupStatements` adds the other indexes.
 */
export async function makeNextTables(
  client: ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const live = qualified(schema, table);
    const next = qualified(schema, table + NEXT_TABLE_SUFFIX);
    await client.query(`DROP TABLE IF EXISTS ${next}`);
    await client.query(`CREATE TABLE ${next} (LIKE ${live} INCLUDING ALL EXCLUDING INDEXES)`);
    for (const { options } of (await client.query<{ options: string }>(storage, [live])).rows)
      await client.query(`ALTER TABLE ${next} SET (${options})`);
    const { rows } = await client.query<{ constraint: string; index: string | null }>(uniqueness, [live]);
    for (const { constraint, index } of rows)
      await client.query(
        index === null ? `ALTER TABLE ${next} ${constraint}` : `CREATE UNIQUE INDEX ON ${next}${index}`,
      );
  }
}

/**
 * The statements that create the copies' missing indexes and the planner's statistics: building an index over all rows
 * at once costs a fraction of maintaining it row by row.
 */
export async function lookupStatements(
  client: Queryable,
  schema: string,
  tables: readonly string[],
): Promise<string[]> {
  const statements: string[] = [];
  for (const table of tables) {
    const live = qualified(schema, table);
    const next = qualified(schema, table + NEXT_TABLE_SUFFIX);
    const { rows } = await client.query<{ index: string }>(lookups, [live]);
    statements.push(...rows.map(({ index }) => `CREATE INDEX ON ${next}${index}`), `ANALYZE ${next}`);
  }
  return statements;
}

/** Replaces the tables with the copies; indexes and sequences get the names of those they replace. */
export async function swapTables(
  client: ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const old = await indexesOf(client, schema, table);
    const sequences = await sequencesOf(client, schema, table + NEXT_TABLE_SUFFIX);
    await client.query(`DROP TABLE ${qualified(schema, table)}`);
    await client.query(
      `ALTER TABLE ${qualified(schema, table + NEXT_TABLE_SUFFIX)} RENAME TO ${quoted(table)}`,
    );
    await renameIndexes(client, schema, await indexesOf(client, schema, table), old);
    for (const name of sequences) await renameSequence(client, schema, name);
  }
}

async function indexesOf(client: ClientBase, schema: string, table: string): Promise<IndexRow[]> {
  return (await client.query<IndexRow>(indexes, [schema, table])).rows;
}

async function sequencesOf(client: ClientBase, schema: string, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(ownedSequences, [schema, table]);
  return rows.map(({ name }) => name);
}

async function renameIndexes(
  client: ClientBase,
  schema: string,
  made: IndexRow[],
  old: IndexRow[],
): Promise<void> {
  const left = [...old];
  for (const { name, shape } of made) {
    const at = left.findIndex((candidate) => candidate.shape === shape);
    const [replaced] = at < 0 ? [] : left.splice(at, 1);
    if (!replaced) continue;
    await client.query(`ALTER INDEX ${qualified(schema, name)} RENAME TO ${quoted(replaced.name)}`);
  }
}

async function renameSequence(client: ClientBase, schema: string, name: string): Promise<void> {
  await client.query(
    `ALTER SEQUENCE ${qualified(schema, name)} RENAME TO ${quoted(name.replace(NEXT_TABLE_SUFFIX, ''))}`,
  );
}
