import type { LogName } from '@countersign/contracts';
import { appendSettings, assertColumns, assertNames, columnVariables, refuseErasure } from './append.sql.js';

/**
 * The append function for a single event: what `append` does, in fewer statements, because with one caller there is
 * nothing to share the cost of a statement with. What cannot be stored (known command, other version) is left to
 * `append`, which says why.
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
      event_id uuid, event_type text, event_schema_version integer,
      event_streams text, event_body text, event_private text,
      OUT first_position bigint, OUT recorded_at_micros bigint, OUT refused jsonb`;

/** Variables that `storeOneEvent` uses. */
export const oneEventVariables = `
      place   bigint;
      link    bytea;
      last_at timestamptz;
      now_at  timestamptz;${columnVariables}`;

/** Statements that store the event, or have `append` say why not. */
export function storeOneEvent(log: LogName): string {
  return `
      SELECT h.position + 1, h.hash, h.recorded_at INTO STRICT place, link, last_at
      FROM ${log}.head AS h FOR NO KEY UPDATE;

      now_at := greatest(clock_timestamp(), last_at);
      recorded_at_micros := (extract(epoch FROM now_at) * 1000000)::bigint;
      first_position := place;${assertNames('event_type', 'event_streams')}
      ${assertColumns({
        id: 'event_id',
        type: 'event_type',
        schemaVersion: 'event_schema_version',
        streams: 'event_streams',
        body: 'event_body',
        private: 'event_private',
      })}
      link := sha256(link || int8send(place) || int8send(recorded_at_micros)
                     || sha256(convert_to(event_body, 'UTF8')));

      WITH member AS MATERIALIZED (
        SELECT m.id AS stream, m.version
        FROM jsonb_to_recordset(event_streams::jsonb) AS m(id text, version integer)
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
        SELECT place, event_id, own.stream ->> 'id', (own.stream ->> 'version')::integer, event_type,
               event_schema_version, now_at, event_body, event_private, link
        FROM accepted CROSS JOIN (SELECT event_streams::jsonb -> 0 AS stream) AS own
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
          ARRAY[1], ARRAY[event_id], ARRAY[event_type], ARRAY[event_schema_version],
          ARRAY[event_streams], ARRAY[event_body], ARRAY[event_private]) AS a;
      END IF;`;
}
