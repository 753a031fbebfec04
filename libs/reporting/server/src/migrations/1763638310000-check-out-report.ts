import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The check-out requests report, from the request log. Each index answers a filter in the order of the report;
 * accesses that are not over yet are few, and have an index of their own.
 */
const REPORT = `
  CREATE TABLE reporting.check_out_report (
    id                  uuid PRIMARY KEY,
    status              text COLLATE "C" NOT NULL,
    requester_issuer    text COLLATE "C" NOT NULL,
    requester_id        text COLLATE "C" NOT NULL,
    requester_name      text NOT NULL,
    requester_email     text,
    resource            text NOT NULL,
    resource_key        text COLLATE "C" NOT NULL,
    account             text NOT NULL,
    account_key         text COLLATE "C" NOT NULL,
    duration            text NOT NULL,
    justification       text,
    ticket              text,
    policy_id           uuid,
    policy_version      int,
    policy_name         text,
    unmatched           boolean NOT NULL,
    refusal             json,
    request_mfa         json,
    submitted_at        timestamptz NOT NULL,
    expires_at          timestamptz,
    decided_at          timestamptz,
    steps               json NOT NULL,
    authorised_duration text,
    access_starts_at    timestamptz,
    access_ends_at      timestamptz,
    checked_out_at      timestamptz,
    check_out_mfa       json,
    access_final        text COLLATE "C",
    access_over_at      timestamptz,
    revocation          json
  );
  CREATE INDEX check_out_report_submitted ON reporting.check_out_report (submitted_at, id);
  CREATE INDEX check_out_report_status ON reporting.check_out_report (status, submitted_at, id);
  CREATE INDEX check_out_report_requester ON reporting.check_out_report (requester_id, submitted_at, id);
  CREATE INDEX check_out_report_resource ON reporting.check_out_report (resource_key, submitted_at, id);
  CREATE INDEX check_out_report_account ON reporting.check_out_report (account_key, submitted_at, id);
  CREATE INDEX check_out_report_policy ON reporting.check_out_report (policy_id, submitted_at, id);
  CREATE INDEX check_out_report_final ON reporting.check_out_report (access_final, submitted_at, id)
   WHERE access_final IS NOT NULL;
  CREATE INDEX check_out_report_live ON reporting.check_out_report (submitted_at, id)
   WHERE access_final IS NULL AND access_ends_at IS NOT NULL`;

/** Steps and decisions, from the approval log: a table of its own, so that the order between the logs cannot matter. */
const APPROVAL = `
  CREATE TABLE reporting.check_out_report_approval (
    request_id uuid PRIMARY KEY,
    state      json NOT NULL
  )`;

/** The tables of the check-out requests report. */
export class CheckOutReport1763638310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPORT);
    await runner.query(APPROVAL);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reporting.check_out_report_approval, reporting.check_out_report');
  }
}
