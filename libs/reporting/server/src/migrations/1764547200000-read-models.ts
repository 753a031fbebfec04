import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests, from the request log. `indexes.plan.int-spec.ts` names the query that needs each index. Keys compare by code
 * point (C), because names are folded before they are stored. Pages keep room for updates of their rows, so that an
 * update of columns without an index touches no index. Columns that scans read come first in the row.
 */
const REQUEST = `
  CREATE TABLE reporting.request (
    id                    uuid PRIMARY KEY,
    submitted_at          timestamptz NOT NULL,
    status                text COLLATE "C" NOT NULL,
    terms                 tsvector NOT NULL,
    requester_issuer      text COLLATE "C" NOT NULL,
    requester_id          text COLLATE "C" NOT NULL,
    requester_name        text,
    requester_email       text,
    resource              text NOT NULL,
    resource_key          text COLLATE "C" NOT NULL,
    account               text NOT NULL,
    account_key           text COLLATE "C" NOT NULL,
    duration              text NOT NULL,
    justification         text,
    ticket                text,
    starts_at             timestamptz,
    policy_id             uuid,
    policy_version        int,
    policy_name           text COLLATE "C",
    unmatched             boolean NOT NULL,
    refusal_code          text COLLATE "C",
    refusal_detail        text,
    mfa_methods           text[],
    mfa_at                timestamptz,
    expires_at            timestamptz,
    decided_at            timestamptz,
    self_approved         boolean NOT NULL,
    authorised_duration   text,
    access_starts_at      timestamptz,
    access_ends_at        timestamptz,
    checked_out_at        timestamptz,
    check_out_mfa_methods text[],
    check_out_mfa_at      timestamptz,
    access_state          text COLLATE "C",
    access_over_at        timestamptz,
    not_used              boolean,
    revoked_by_id         text,
    revoked_by_name       text,
    revoked_by_email      text,
    revoked_reason        text,
    submitted_position    bigint NOT NULL,
    revoked_position      bigint,
    erased_at             timestamptz,
    revocation_erased_at  timestamptz
  ) WITH (fillfactor = 85);
  CREATE INDEX request_submitted ON reporting.request (submitted_at, id);
  CREATE INDEX request_status ON reporting.request (status, submitted_at, id);
  CREATE INDEX request_resource ON reporting.request (status, resource_key, submitted_at, id);
  CREATE INDEX request_policy ON reporting.request (status, policy_id, submitted_at, id);
  CREATE INDEX request_account ON reporting.request (account_key, submitted_at, id);
  CREATE INDEX request_requester ON reporting.request (requester_id, requester_issuer, submitted_at, id);
  CREATE INDEX request_requester_name ON reporting.request
    ((lower(coalesce(requester_name, '')) COLLATE "C"), submitted_at, id);
  CREATE INDEX request_decided ON reporting.request (decided_at, id) WHERE decided_at IS NOT NULL;
  CREATE INDEX request_access ON reporting.request (access_state, submitted_at, id) WHERE access_state IS NOT NULL;
  CREATE INDEX request_terms ON reporting.request USING gin (terms) WITH (gin_pending_list_limit = 1024)`;

/** The number of requests by status. Empty until the projection has counted them; until then lists count for themselves. */
const REQUEST_COUNT = `
  CREATE TABLE reporting.request_count (
    status     text COLLATE "C" PRIMARY KEY,
    count      bigint NOT NULL CHECK (count >= 0),
    counted_by uuid NOT NULL
  )`;

/** Approvals, from the approval log. */
const APPROVAL = `
  CREATE TYPE reporting.decision AS (
    step          int,
    issuer        text COLLATE "C",
    id            text COLLATE "C",
    name          text COLLATE "C",
    email         text COLLATE "C",
    decision      text COLLATE "C",
    max_duration  text,
    comment       text,
    at            timestamptz,
    mfa_methods   text[],
    mfa_at        timestamptz,
    self_approval boolean,
    position      bigint,
    erased_at     timestamptz
  );
  CREATE TABLE reporting.approval (
    request_id         uuid PRIMARY KEY,
    version            int NOT NULL,
    policy_id          uuid NOT NULL,
    opened_at          timestamptz NOT NULL,
    distinct_approvers boolean NOT NULL,
    excluded           text,
    steps              json NOT NULL,
    completed_at       timestamptz[] NOT NULL DEFAULT '{}',
    decisions          reporting.decision[] NOT NULL DEFAULT '{}',
    open_step          int,
    open_to            text[] COLLATE "C" NOT NULL,
    closed_to          text[] COLLATE "C" NOT NULL,
    cancel_comment     text,
    cancel_position    bigint
  ) WITH (fillfactor = 85);
  CREATE INDEX approval_opened ON reporting.approval (opened_at);
  CREATE INDEX approval_open_to ON reporting.approval USING gin (open_to)`;

/** Refused attempts. Each index answers a filter in the order of the list. */
const REFUSED_ATTEMPT = `
  CREATE TABLE reporting.refused_attempt (
    id           uuid PRIMARY KEY,
    log          text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,
    at           timestamptz NOT NULL,
    actor_issuer text COLLATE "C" NOT NULL,
    actor_id     text COLLATE "C" NOT NULL,
    actor_name   text,
    actor_email  text,
    erased_at    timestamptz,
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

/** Signed checkpoints of all logs. */
const CHECKPOINT = `
  CREATE TABLE reporting.checkpoint (
    id       uuid PRIMARY KEY,
    position bigint NOT NULL,
    at       timestamptz NOT NULL,
    heads    jsonb NOT NULL,
    jws      text NOT NULL
  );
  CREATE INDEX checkpoint_at ON reporting.checkpoint (at, id)`;

/** The tables of all read models. */
export class ReadModels1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [REQUEST, REQUEST_COUNT, APPROVAL, REFUSED_ATTEMPT, CHECKPOINT])
      await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE reporting.checkpoint, reporting.refused_attempt, reporting.approval, reporting.request_count,
                 reporting.request;
      DROP TYPE reporting.decision`);
  }
}
