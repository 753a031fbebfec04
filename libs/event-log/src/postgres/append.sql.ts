import type { LogName } from '@countersign/contracts';
import { eventLogLocks, lockNumber } from './advisory-locks.js';

/**
 * How the append functions run: with the rights of the log's owner, and whatever the caller's search path holds.
 *
 * The planner knows nothing of a parameter's size and remembers its plan: with small tables it would pick sequential
 * scans and keep them while the tables grow. The settings leave it the indexes only.
 */
export const appendSettings = `LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off`;

/**
 * The append function of a log: every append of a flush in one call, an outcome for each.
 *
 * - The advisory lock makes it the only writer, so what it reads afterwards is what is committed, and positions
 *   become visible in their order.
 * - Arrays of one length belong together: one entry per append (command_ids, fingerprints, results), per stream of
 *   an append (target_*), per event (event_*, bodies). `*_append` is the 1-based number of the append.
 * - An append whose command id is known, or one of whose streams has another version, is left out and named in
 *   `refused`; the others are stored. Accepted events get positions `first_position`, `first_position` + 1 … in
 *   the order given.
 */
export function appendFunction(log: LogName): string {
  return `
    CREATE OR REPLACE FUNCTION ${log}.append(
      command_ids bytea[], fingerprints bytea[], results text[],
      target_append integer[], target_stream text[], target_version integer[],
      event_append integer[], event_ids uuid[], event_stream text[], event_version integer[],
      event_type text[], event_schema_version integer[], bodies text[],
      OUT first_position bigint, OUT recorded_at_micros bigint, OUT refused jsonb
    )
    ${appendSettings}
    AS $$
    DECLARE
      place     bigint;
      link      bytea;
      now_at    timestamptz;
      stamp     bytea;
      skipped   bigint[];
      positions bigint[];
      hashes    bytea[];
    BEGIN
      PERFORM pg_advisory_xact_lock(${eventLogLocks.append}, ${lockNumber(log)});

      SELECT h.position, h.hash, greatest(clock_timestamp(), h.recorded_at)
      INTO STRICT place, link, now_at
      FROM ${log}.head AS h;

      recorded_at_micros := (extract(epoch FROM now_at) * 1000000)::bigint;
      first_position := place + 1;
      stamp := int8send(recorded_at_micros);

      SELECT jsonb_agg(no.why), array_agg(no.append)
      INTO refused, skipped
      FROM (
        SELECT a.append,
               jsonb_build_object(
                 'append', a.append, 'fingerprint', encode(c.fingerprint, 'hex'), 'result', c.result,
                 'first', c.first_position, 'last', c.last_position,
                 'recorded', (extract(epoch FROM c.recorded_at) * 1000000)::bigint) AS why
        FROM unnest(command_ids) WITH ORDINALITY AS a(id, append)
        JOIN ${log}.command AS c ON c.id = a.id
        UNION ALL
        SELECT t.append,
               jsonb_build_object('append', t.append, 'stream', t.stream, 'expected', t.version, 'actual', s.version)
        FROM unnest(target_append, target_stream, target_version) AS t(append, stream, version)
        CROSS JOIN LATERAL (
          SELECT coalesce((SELECT e.version FROM ${log}.event AS e WHERE e.stream = t.stream
                           ORDER BY e.version DESC LIMIT 1), 0) AS version
        ) AS s
        WHERE s.version <> t.version
      ) AS no;

      -- What is left out has no entry in positions and hashes: a subscript without an entry is NULL.
      FOR i IN 1 .. cardinality(bodies) LOOP
        IF skipped IS NULL OR event_append[i] <> ALL (skipped) THEN
          place := place + 1;
          link := sha256(link || int8send(place) || stamp || sha256(convert_to(bodies[i], 'UTF8')));
          positions[i] := place;
          hashes[i] := link;
        END IF;
      END LOOP;

      -- By subscripts, because a scan over unnest copies every body once more.
      IF place >= first_position THEN
        INSERT INTO ${log}.event (position, id, stream, version, type, schema_version, recorded_at, body, hash)
        SELECT positions[i], event_ids[i], event_stream[i], event_version[i], event_type[i],
               event_schema_version[i], now_at, bodies[i], hashes[i]
        FROM generate_series(1, cardinality(bodies)) AS i
        WHERE positions[i] IS NOT NULL;

        INSERT INTO ${log}.command (id, fingerprint, result, first_position, last_position, recorded_at)
        SELECT command_ids[e.append], fingerprints[e.append], results[e.append], e.first, e.last, now_at
        FROM (
          SELECT event_append[i] AS append, min(positions[i]) AS first, max(positions[i]) AS last
          FROM generate_series(1, cardinality(bodies)) AS i
          WHERE positions[i] IS NOT NULL
          GROUP BY event_append[i]
        ) AS e;

        UPDATE ${log}.head SET position = place, hash = link, recorded_at = now_at;
      END IF;
    END $$;
    REVOKE ALL ON FUNCTION ${log}.append FROM PUBLIC;`;
}
