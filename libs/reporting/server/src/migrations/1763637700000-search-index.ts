import type { MigrationInterface, QueryRunner } from 'typeorm';

const AVAILABLE = `SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'`;

/** Where the extension is, which may be elsewhere than in `public` when somebody else installed it. */
const SCHEMA = `
  SELECT quote_ident(nspname) AS schema
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
   WHERE extname = 'pg_trgm'`;

/**
 * The index of `q`. Trigrams come with PostgreSQL's contrib package; where an installation lacks it, `q` answers the
 * same and reads every request that the other filters leave.
 */
export class SearchIndex1763637700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const available = (await runner.query(AVAILABLE)) as unknown[];
    if (!available.length) return;
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    const [extension] = (await runner.query(SCHEMA)) as { schema: string }[];
    if (!extension) throw new Error('pg_trgm was created and is not there');
    await runner.query(
      `CREATE INDEX request_list_search ON reporting.request_list USING gin (search ${extension.schema}.gin_trgm_ops)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS reporting.request_list_search');
  }
}
