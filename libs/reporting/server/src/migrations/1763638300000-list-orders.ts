import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One for each order that has none yet; resources and accounts have theirs with their filters. */
const INDEXES = `
  CREATE INDEX request_list_decided_desc ON reporting.request_list ((coalesce(decided_at, 'infinity'::timestamptz)), id);
  CREATE INDEX request_list_decided_asc ON reporting.request_list ((coalesce(decided_at, '-infinity'::timestamptz)), id);
  CREATE INDEX request_list_requester_name ON reporting.request_list
    ((lower(requester_name) COLLATE "C"), submitted_at, id)`;

/** The indexes of the orders of lists. */
export class ListOrders1763638300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP INDEX reporting.request_list_decided_desc, reporting.request_list_decided_asc, reporting.request_list_requester_name',
    );
  }
}
