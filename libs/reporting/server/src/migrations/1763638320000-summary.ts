import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the summary counts: narrow rows, read by range of time. Requests are from the request log, steps and
 * decisions from the approval log.
 */
const REQUEST = `
  CREATE TABLE reporting.summary_request (
    id               uuid PRIMARY KEY,
    status           text COLLATE "C" NOT NULL,
    submitted_at     timestamptz NOT NULL,
    decided_at       timestamptz,
    requester_issuer text COLLATE "C" NOT NULL,
    requester_id     text COLLATE "C" NOT NULL,
    requester_name   text COLLATE "C" NOT NULL,
    requester_email  text COLLATE "C",
    resource         text COLLATE "C" NOT NULL,
    resource_key     text COLLATE "C" NOT NULL,
    policy_id        uuid,
    policy_version   int,
    policy_name      text COLLATE "C",
    refusal_code     text COLLATE "C",
    unmatched        boolean NOT NULL,
    self_approved    boolean NOT NULL,
    not_used         boolean NOT NULL
  );
  CREATE INDEX summary_request_submitted ON reporting.summary_request (submitted_at)`;

const APPROVAL = `
  CREATE TABLE reporting.summary_approval (
    request_id uuid PRIMARY KEY,
    state      json NOT NULL
  )`;

const STEP = `
  CREATE TABLE reporting.summary_step (
    request_id   uuid NOT NULL,
    step         int NOT NULL,
    policy_id    uuid NOT NULL,
    name         text COLLATE "C",
    opened_at    timestamptz NOT NULL,
    completed_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, step)
  );
  CREATE INDEX summary_step_completed ON reporting.summary_step (completed_at)`;

const DECISION = `
  CREATE TABLE reporting.summary_decision (
    request_id      uuid NOT NULL,
    step            int NOT NULL,
    approver_issuer text COLLATE "C" NOT NULL,
    approver_id     text COLLATE "C" NOT NULL,
    approver_name   text COLLATE "C" NOT NULL,
    approver_email  text COLLATE "C",
    decision        text COLLATE "C" NOT NULL,
    opened_at       timestamptz NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (request_id, step, approver_issuer, approver_id)
  );
  CREATE INDEX summary_decision_at ON reporting.summary_decision (at)`;

/** The tables of the summary. */
export class Summary1763638320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [REQUEST, APPROVAL, STEP, DECISION]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE reporting.summary_decision, reporting.summary_step, reporting.summary_approval, reporting.summary_request',
    );
  }
}
