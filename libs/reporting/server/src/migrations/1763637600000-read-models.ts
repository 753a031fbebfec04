import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests of lists. Each index answers a filter in the order of the list, so that a page reads no more rows than
 * it shows. Keys compare by code point (C): names are folded before they come here.
 */
const REQUEST_LIST = `
  CREATE TABLE reporting.request_list (
    id               uuid PRIMARY KEY,
    status           text COLLATE "C" NOT NULL,
    requester_issuer text COLLATE "C" NOT NULL,
    requester_id     text COLLATE "C" NOT NULL,
    requester_name   text NOT NULL,
    requester_email  text,
    resource         text NOT NULL,
    resource_key     text COLLATE "C" NOT NULL,
    account          text NOT NULL,
    account_key      text COLLATE "C" NOT NULL,
    duration         text NOT NULL,
    justification    text,
    ticket           text,
    starts_at        timestamptz,
    policy_id        uuid,
    policy_version   int,
    policy_name      text,
    approvers        text[] COLLATE "C" NOT NULL,
    search           text COLLATE "C" NOT NULL,
    submitted_at     timestamptz NOT NULL,
    expires_at       timestamptz,
    decided_at       timestamptz,
    access_starts_at timestamptz,
    access_ends_at   timestamptz
  );
  CREATE INDEX request_list_submitted ON reporting.request_list (submitted_at, id);
  CREATE INDEX request_list_status ON reporting.request_list (status, submitted_at, id);
  CREATE INDEX request_list_requester ON reporting.request_list (requester_id, requester_issuer, submitted_at, id);
  CREATE INDEX request_list_resource ON reporting.request_list (resource_key, submitted_at, id);
  CREATE INDEX request_list_status_resource ON reporting.request_list (status, resource_key, submitted_at, id);
  CREATE INDEX request_list_account ON reporting.request_list (account_key, submitted_at, id);
  CREATE INDEX request_list_policy ON reporting.request_list (policy_id, submitted_at, id);
  CREATE INDEX request_list_access_start ON reporting.request_list (access_starts_at) WHERE access_starts_at IS NOT NULL;
  CREATE INDEX request_list_access_end ON reporting.request_list (access_ends_at) WHERE access_ends_at IS NOT NULL;
  CREATE INDEX request_list_approvers ON reporting.request_list USING gin (approvers)`;

const INBOX = `
  CREATE TABLE reporting.inbox (
    request_id uuid PRIMARY KEY,
    open_step  int,
    open_to    text[] COLLATE "C" NOT NULL,
    closed_to  text[] COLLATE "C" NOT NULL,
    progress   json NOT NULL
  );
  CREATE INDEX inbox_open_to ON reporting.inbox USING gin (open_to)`;

const TIMELINE = `
  CREATE TABLE reporting.timeline_entry (
    log         text COLLATE "C" NOT NULL,
    position    bigint NOT NULL,
    request_id  uuid NOT NULL,
    id          uuid NOT NULL,
    type        text NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor       json NOT NULL,
    comment     text,
    data        json NOT NULL,
    hash        text NOT NULL,
    PRIMARY KEY (log, position)
  );
  CREATE INDEX timeline_entry_request ON reporting.timeline_entry (request_id, recorded_at, log, position)`;

/** Tables of the first read models: lists and inbox, timeline. */
export class ReadModels1763637600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUEST_LIST);
    await runner.query(INBOX);
    await runner.query(TIMELINE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reporting.timeline_entry, reporting.inbox, reporting.request_list');
  }
}
