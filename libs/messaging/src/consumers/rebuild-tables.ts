import type { ClientBase } from 'pg';
import { qualified, quoted } from '../sql.js';

/** What a table is called while it is rebuilt beside the live one. */
export const NEXT = '__next';

interface IndexRow {
  name: string;
  /** Its definition with its own name and its table's left out: the same for an index and its copy. */
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

const ownedSequences = `
  SELECT s.relname AS name
    FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_namespace n ON n.oid = t.relnamespace
   WHERE d.deptype IN ('i', 'a') AND n.nspname = $1 AND t.relname = $2`;

/** Makes empty copies of the tables, with their columns, defaults, identities, constraints and indexes. */
export async function makeNextTables(
  client: ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const next = qualified(schema, table + NEXT);
    await client.query(`DROP TABLE IF EXISTS ${next}`);
    await client.query(`CREATE TABLE ${next} (LIKE ${qualified(schema, table)} INCLUDING ALL)`);
  }
}

/** Puts the copies in the place of the tables; indexes and sequences get the names of those they replace. */
export async function swapTables(
  client: ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const old = await indexesOf(client, schema, table);
    const sequences = await sequencesOf(client, schema, table + NEXT);
    await client.query(`DROP TABLE ${qualified(schema, table)}`);
    await client.query(`ALTER TABLE ${qualified(schema, table + NEXT)} RENAME TO ${quoted(table)}`);
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
  await client.query(`ALTER SEQUENCE ${qualified(schema, name)} RENAME TO ${quoted(name.replace(NEXT, ''))}`);
}
