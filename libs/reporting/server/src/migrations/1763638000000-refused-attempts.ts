import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people tried and were refused. Each index answers a filter in the order of the list. */
const REFUSED_ATTEMPT = `
  CREATE TABLE reporting.refused_attempt (
    id           uuid PRIMARY KEY,
    log          text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,
    at           timestamptz NOT NULL,
    actor_issuer text COLLATE "C" NOT NULL,
    actor_id     text COLLATE "C" NOT NULL,
    actor_name   text NOT NULL,
    actor_email  text,
    operation    text NOT NULL,
    request_id   uuid,
    resource     text,
    account      text,
    code         text COLLATE "C" NOT NULL,
    detail       text NOT NULL,
    count        int NOT NULL
  );
  CREATE INDEX refused_attempt_at ON reporting.refused_attempt (at, id);
  CREATE INDEX refused_attempt_actor ON reporting.refused_attempt (actor_id, at, id);
  CREATE INDEX refused_attempt_code ON reporting.refused_attempt (code, at, id)`;

/** The table of refused attempts. */
export class RefusedAttempts1763638000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REFUSED_ATTEMPT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reporting.refused_attempt');
  }
}
