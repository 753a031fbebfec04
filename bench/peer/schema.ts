/**
 * The peer's tables, written by hand: only what such a service needs for submissions and for lists of them. The service
 * has no other copy of a request.
 */
export const PEER_SCHEMA = `
  CREATE TABLE policy (
    id uuid PRIMARY KEY,
    version int NOT NULL,
    name text NOT NULL UNIQUE,
    priority int NOT NULL,
    enabled boolean NOT NULL,
    resource_pattern text NOT NULL,
    account_pattern text NOT NULL,
    min_seconds int NOT NULL,
    max_seconds int NOT NULL,
    request_ttl_seconds int NOT NULL,
    justification_required boolean NOT NULL,
    steps jsonb NOT NULL,
    created_at timestamptz NOT NULL
  );

  CREATE TABLE request (
    id uuid PRIMARY KEY,
    status text NOT NULL,
    requester_id text NOT NULL,
    requester_name text NOT NULL,
    requester_email text,
    resource text NOT NULL,
    account text NOT NULL,
    duration text NOT NULL,
    justification text,
    ticket text,
    starts_at timestamptz,
    policy_id uuid NOT NULL REFERENCES policy,
    policy_version int NOT NULL,
    policy_name text NOT NULL,
    current_step int,
    submitted_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_at timestamptz
  );
  CREATE UNIQUE INDEX request_pending ON request (requester_id, resource, account) WHERE status = 'pending';
  CREATE INDEX request_by_status ON request (status, submitted_at, id);
  CREATE INDEX request_by_requester ON request (requester_id, submitted_at, id);
  CREATE INDEX request_expiring ON request (expires_at) WHERE status = 'pending';

  CREATE TABLE request_step (
    request_id uuid NOT NULL REFERENCES request,
    number int NOT NULL,
    name text,
    status text NOT NULL,
    required_approvals int NOT NULL,
    approvers jsonb NOT NULL,
    PRIMARY KEY (request_id, number)
  );

  CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_id text NOT NULL,
    action text NOT NULL,
    request_id uuid NOT NULL,
    details jsonb NOT NULL
  );
  CREATE INDEX audit_of_request ON audit (request_id)`;
