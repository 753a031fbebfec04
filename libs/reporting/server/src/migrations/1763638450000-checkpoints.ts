import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signed checkpoints of all logs. The index answers the filters in the order of the list. */
const CHECKPOINT = `
  CREATE TABLE reporting.checkpoint (
    id       uuid PRIMARY KEY,
    position bigint NOT NULL,
    at       timestamptz NOT NULL,
    heads    jsonb NOT NULL,
    jws      text NOT NULL
  );
  CREATE INDEX checkpoint_at ON reporting.checkpoint (at, id)`;

/** The table of checkpoints. */
export class Checkpoints1763638450000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHECKPOINT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reporting.checkpoint');
  }
}
