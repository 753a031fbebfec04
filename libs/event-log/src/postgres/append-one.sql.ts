import type { LogName } from '@countersign/contracts';
import { appendSettings, refuseErasure } from './append.sql.js';
import {
  assertNames,
  assertObject,
  bodyBegin,
  bodyOfParts,
  chained,
  membershipJson,
} from './event-body.sql.js';

/**
 * The append function for a single event. It does what `append` does in fewer statements, because there are no other
 * appends to share the cost of a statement with. If the event cannot be stored (known command, other version), it
 * leaves the answer to `append`, which says why.
 */
export function appendOneFunction(log: LogName): string {
  return `
    CREATE FUNCTION ${log}.append_one(${oneEventParameters}
    )
    ${appendSettings}
    AS $$
    DECLARE${oneEventVariables}
    BEGIN${refuseErasure('event_type')}${storeOneEvent(log)}
    END $$;
    REVOKE ALL ON FUNCTION ${log}.append_one FROM PUBLIC;`;
}

/** Parameters of the functions for a single event. */
export const oneEventParameters = `
      command_id bytea, command_key bytea, command_fingerprint bytea, command_result text,
      event_actor text, causation_id text, correlation_id text, event_traceparent text,
      event_id uuid, event_type text, event_schema_version integer, event_data text, event_private text,
      member_stream text[], member_version integer[],
      OUT first_position bigint, OUT recorded_at_micros bigint, OUT refused jsonb`;

/** Variables that `storeOneEvent` uses. */
export const oneEventVariables = `
      place   bigint;
      link    bytea;
      last_at timestamptz;
      now_at  timestamptz;
      streams text;
      body_of text;`;

/** Statements that store the event, or call `append` to say why it is not stored. */
export function storeOneEvent(log: LogName): string {
  return `
      SELECT h.position + 1, h.hash, h.recorded_at INTO STRICT place, link, last_at
      FROM ${log}.head AS h FOR NO KEY UPDATE;

      now_at := greatest(clock_timestamp(), last_at);
      recorded_at_micros := (extract(epoch FROM now_at) * 1000000)::bigint;
      first_position := place;
      ${assertNames({
        types: 'ARRAY[event_type]',
        streams: 'member_stream',
        traces: 'ARRAY[event_traceparent]',
      })}
      ${assertObject('event_actor', 'an actor')}
      ${assertObject('event_data', 'the data of an event')}
      streams := ${membershipJson('member_stream[1]', 'member_version[1]')};
      FOR m IN 2 .. cardinality(member_stream) LOOP
        streams := streams || ',' || ${membershipJson('member_stream[m]', 'member_version[m]')};
      END LOOP;
      body_of := ${bodyOfParts({
        begin: bodyBegin({
          actor: 'event_actor',
          causationId: 'causation_id',
          correlationId: 'correlation_id',
        }),
        data: 'event_data',
        id: 'event_id',
        private: 'event_private',
        schemaVersion: 'event_schema_version',
        streams: 'streams',
        trace: 'event_traceparent',
        type: 'event_type',
      })};
      link := ${chained('link', 'place', 'int8send(recorded_at_micros)', 'body_of')};

      WITH member AS MATERIALIZED (
        SELECT m.stream, m.version FROM unnest(member_stream, member_version) AS m(stream, version)
      ), accepted AS MATERIALIZED (
        SELECT FROM (SELECT) AS one
        WHERE NOT EXISTS (SELECT FROM ${log}.command AS c WHERE c.id = command_id)
          AND NOT EXISTS (
            SELECT FROM member AS m
            WHERE m.version - 1 <> coalesce((SELECT x.version FROM ${log}.membership AS x WHERE x.stream = m.stream
                                             ORDER BY x.version DESC LIMIT 1), 0))
      ), event AS (
        INSERT INTO ${log}.event
          (position, id, stream, version, type, schema_version, recorded_at, body, private, hash)
        SELECT place, event_id, member_stream[1], member_version[1], event_type,
               event_schema_version, now_at, body_of, event_private, link
        FROM accepted
      ), membership AS (
        INSERT INTO ${log}.membership (stream, version, position)
        SELECT m.stream, m.version, place FROM member AS m CROSS JOIN accepted
      ), command AS (
        INSERT INTO ${log}.command
          (id, fingerprint_key, fingerprint, result, first_position, last_position, recorded_at)
        SELECT command_id, command_key, command_fingerprint, command_result, place, place, now_at FROM accepted
      )
      UPDATE ${log}.head SET position = place, hash = link, recorded_at = now_at FROM accepted;

      IF NOT FOUND THEN
        SELECT a.first_position, a.recorded_at_micros, a.refused
        INTO STRICT first_position, recorded_at_micros, refused
        FROM ${log}.append(
          ARRAY[command_id], ARRAY[command_key], ARRAY[command_fingerprint], ARRAY[command_result],
          ARRAY[event_actor], ARRAY[causation_id], ARRAY[correlation_id], ARRAY[event_traceparent],
          ARRAY[1], ARRAY[event_id], ARRAY[event_type], ARRAY[event_schema_version], ARRAY[event_data],
          ARRAY[event_private],
          array_fill(1, ARRAY[cardinality(member_stream)]), member_stream, member_version) AS a;
      END IF;`;
}
