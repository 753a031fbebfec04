import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of what is pending alone, so that it stays as small as that however many requests a policy has seen. */
const PENDING = `
  CREATE INDEX request_list_pending ON reporting.request_list (policy_id, policy_version)
   WHERE status = 'pending'`;

/** The index of the pending requests of a policy's versions. */
export class PendingIndex1763637800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PENDING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX reporting.request_list_pending');
  }
}
