import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nullable, as nothing before could be checked out, ended or revoked. */
const COLUMNS = `
  ALTER TABLE reporting.request_list
    ADD COLUMN access_ticket_id uuid,
    ADD COLUMN checked_out_at   timestamptz,
    ADD COLUMN checked_in_at    timestamptz,
    ADD COLUMN access_ended_at  timestamptz,
    ADD COLUMN revoked_at       timestamptz,
    ADD COLUMN revoked_by_id    text COLLATE "C",
    ADD COLUMN revoked_by_name  text,
    ADD COLUMN revoked_by_email text,
    ADD COLUMN revoked_reason   text`;

/**
 * What is open or to come stays as small as that, however many accesses there were: an end is recorded within a
 * second. It answers what the indexes of all starts and ends did.
 */
const INDEXES = `
  CREATE INDEX request_list_access_open ON reporting.request_list (access_ends_at)
   WHERE access_ends_at IS NOT NULL AND revoked_at IS NULL AND checked_in_at IS NULL AND access_ended_at IS NULL;
  CREATE INDEX request_list_revoked ON reporting.request_list (submitted_at, id) WHERE revoked_at IS NOT NULL;
  CREATE INDEX request_list_checked_in ON reporting.request_list (submitted_at, id) WHERE checked_in_at IS NOT NULL;
  DROP INDEX reporting.request_list_access_start;
  DROP INDEX reporting.request_list_access_end`;

/** Without the columns their indexes go, too. */
const BACK = `
  CREATE INDEX request_list_access_start ON reporting.request_list (access_starts_at) WHERE access_starts_at IS NOT NULL;
  CREATE INDEX request_list_access_end ON reporting.request_list (access_ends_at) WHERE access_ends_at IS NOT NULL;
  ALTER TABLE reporting.request_list
    DROP COLUMN access_ticket_id, DROP COLUMN checked_out_at, DROP COLUMN checked_in_at,
    DROP COLUMN access_ended_at, DROP COLUMN revoked_at, DROP COLUMN revoked_by_id, DROP COLUMN revoked_by_name,
    DROP COLUMN revoked_by_email, DROP COLUMN revoked_reason`;

/** What becomes of an access: checked out, checked in, ended, revoked. */
export class AccessInUse1763638200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(BACK);
  }
}
