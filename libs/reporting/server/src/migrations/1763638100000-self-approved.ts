import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Not there yet in a new installation, which has nothing to rebuild. */
const WISH = `
  DO $$ BEGIN
    IF to_regclass('reporting.consumer_cursor') IS NOT NULL THEN
      UPDATE reporting.consumer_cursor SET rebuild = coalesce(rebuild, 'requested')
       WHERE consumer = 'request-list' AND kind = 'projection';
    END IF;
  END $$`;

/**
 * The flag of requests that their own requester approved. Nullable: a service of the version before writes none.
 * What it wrote gets its flag by a rebuild, wished for here and done under the service's role, since an UPDATE of
 * the service's own tables would run its triggers as the admin. A service of the version before that still leads
 * would fulfil the wish without the flag: stop it before, or wish again (`requestRebuild`).
 */
export class SelfApproved1763638100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reporting.request_list ADD COLUMN self_approved boolean');
    await runner.query(WISH);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reporting.request_list DROP COLUMN self_approved');
  }
}
