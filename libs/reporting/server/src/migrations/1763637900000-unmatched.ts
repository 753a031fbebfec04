import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The flag of requests that were granted without a policy. Nullable: a service of the version before writes none. */
export class Unmatched1763637900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reporting.request_list ADD COLUMN unmatched boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reporting.request_list DROP COLUMN unmatched');
  }
}
