import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Empty until the projection has counted: lists count for themselves as long. */
const REQUEST_COUNT = `
  CREATE TABLE reporting.request_count (
    status     text COLLATE "C" PRIMARY KEY,
    count      bigint NOT NULL CHECK (count >= 0),
    counted_by uuid NOT NULL
  )`;

/** How many requests there are of each status. */
export class RequestCount1763638400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUEST_COUNT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reporting.request_count');
  }
}
