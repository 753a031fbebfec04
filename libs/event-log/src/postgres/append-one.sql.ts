import type { LogName } from '@countersign/contracts';
import { eventLogLocks, lockNumber } from './advisory-locks.js';
import { appendSettings } from './append.sql.js';

/**
 * The append function for a single event: what `append` does, in one statement instead of five, because with one
 * caller there is nothing to share the cost of a statement with.
 *
 * - The lock comes first, in a statement of its own: the next one sees what was committed before it was given.
 * - What cannot be stored (known command, other version) is left to `append`, which says why.
 */
export function appendOneFunction(log: LogName): string {
  return `
    CREATE OR REPLACE FUNCTION ${log}.append_one(
      command_id bytea, command_fingerprint bytea, command_result text,
      event_stream text, expected_version integer,
      event_id uuid, event_type text, event_schema_version integer, event_body text,
      OUT first_position bigint, OUT recorded_at_micros bigint, OUT refused jsonb
    )
    ${appendSettings}
    AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(${eventLogLocks.append}, ${lockNumber(log)});

      WITH next AS MATERIALIZED (
        SELECT h.position + 1 AS position, h.hash AS link, greatest(clock_timestamp(), h.recorded_at) AS now_at
        FROM ${log}.head AS h
        WHERE NOT EXISTS (SELECT FROM ${log}.command AS c WHERE c.id = command_id)
          AND expected_version = coalesce((SELECT e.version FROM ${log}.event AS e WHERE e.stream = event_stream
                                           ORDER BY e.version DESC LIMIT 1), 0)
      ), place AS MATERIALIZED (
        SELECT n.position, n.now_at,
               sha256(n.link || int8send(n.position) || int8send((extract(epoch FROM n.now_at) * 1000000)::bigint)
                      || sha256(convert_to(event_body, 'UTF8'))) AS hash
        FROM next AS n
      ), event AS (
        INSERT INTO ${log}.event (position, id, stream, version, type, schema_version, recorded_at, body, hash)
        SELECT p.position, event_id, event_stream, expected_version + 1, event_type, event_schema_version,
               p.now_at, event_body, p.hash
        FROM place AS p
      ), command AS (
        INSERT INTO ${log}.command (id, fingerprint, result, first_position, last_position, recorded_at)
        SELECT command_id, command_fingerprint, command_result, p.position, p.position, p.now_at
        FROM place AS p
      )
      UPDATE ${log}.head AS h SET position = p.position, hash = p.hash, recorded_at = p.now_at
      FROM place AS p
      RETURNING p.position, (extract(epoch FROM p.now_at) * 1000000)::bigint
      INTO first_position, recorded_at_micros;

      IF NOT FOUND THEN
        SELECT a.first_position, a.recorded_at_micros, a.refused
        INTO STRICT first_position, recorded_at_micros, refused
        FROM ${log}.append(
          ARRAY[command_id], ARRAY[command_fingerprint], ARRAY[command_result],
          ARRAY[1], ARRAY[event_stream], ARRAY[expected_version],
          ARRAY[1], ARRAY[event_id], ARRAY[event_stream], ARRAY[expected_version + 1],
          ARRAY[event_type], ARRAY[event_schema_version], ARRAY[event_body]) AS a;
      END IF;
    END $$;
    REVOKE ALL ON FUNCTION ${log}.append_one FROM PUBLIC;`;
}
