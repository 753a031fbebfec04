import type { LogName } from '@countersign/contracts';
import {
  assertNames,
  assertObject,
  bodyBegin,
  bodyOfParts,
  chained,
  membershipJson,
} from './event-body.sql.js';

/**
 * The settings that the append functions run with: the rights of the log's owner, and a fixed search path.
 *
 * The planner knows nothing of a parameter's size and caches its plan: with small tables it would pick sequential
 * scans and keep them while the tables grow. The settings therefore leave it only the indexes.
 */
export const appendSettings = `LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off`;

/** SQL that raises an error if an event claims to be an erasure: only the function erase appends erasures. */
export const refuseErasure = (type: string): string => `
      IF ${type} = 'personal_data.erased' THEN
        RAISE EXCEPTION 'an erasure is recorded by the function erase' USING ERRCODE = 'check_violation';
      END IF;`;

/**
 * The append function of a log: it stores all appends of a flush in one call, and returns an outcome for each.
 *
 * - It locks the head's row, so it is the only writer: whatever it reads afterwards is committed, and positions become
 *   visible in order.
 * - It builds the bodies itself from the parts, so columns and body cannot differ.
 * - Arrays of the same length belong together, with one entry per append (command_ids … traceparents), per event (event_* and
 *   privates), and per membership (member_*), in the order of the events. `event_append` is the 1-based number of the
 *   append, `member_event` that of the event; an event's first membership is its own stream. `actors` and `event_data`
 *   are canonical JSON.
 * - An append is left out and named in `refused` if its command id is known, or if one of its streams is not at the
 *   version before its first event there. The others are stored. Accepted events get positions `first_position`,
 *   `first_position` + 1 … in the order given.
 */
export function appendFunction(log: LogName): string {
  return `
    CREATE FUNCTION ${log}.append(
      command_ids bytea[], fingerprint_keys bytea[], fingerprints bytea[], results text[],
      actors text[], causation_ids text[], correlation_ids text[], traceparents text[],
      event_append integer[], event_ids uuid[], event_type text[], event_schema_version integer[],
      event_data text[], privates text[],
      member_event integer[], member_stream text[], member_version integer[],
      OUT first_position bigint, OUT recorded_at_micros bigint, OUT refused jsonb
    )
    ${appendSettings}
    AS $$
    DECLARE
      place     bigint;
      link      bytea;
      last_at   timestamptz;
      now_at    timestamptz;
      stamp     bytea;
      skipped   bigint[];
      positions bigint[];
      bodies    text[];
      hashes    bytea[];
      own       integer[];
      writing   integer;
      begin_of  text;
      streams   text;
      m         integer := 1;
    BEGIN
      SELECT h.position, h.hash, h.recorded_at INTO STRICT place, link, last_at
      FROM ${log}.head AS h FOR NO KEY UPDATE;

      now_at := greatest(clock_timestamp(), last_at);
      recorded_at_micros := (extract(epoch FROM now_at) * 1000000)::bigint;
      first_position := place + 1;
      stamp := int8send(recorded_at_micros);
      ${assertNames({
        types: 'event_type',
        streams: 'member_stream',
        traces: 'traceparents',
      })}
      ${refusedAppends(log)}

      -- An append that is left out has no entry in positions, bodies and hashes: a subscript without an entry is NULL.
      FOR i IN 1 .. cardinality(event_data) LOOP
        IF event_append[i] IS DISTINCT FROM writing THEN
          writing := event_append[i];
          ${assertObject('actors[writing]', 'an actor')}
          begin_of := ${bodyBegin({
            actor: 'actors[writing]',
            causationId: 'causation_ids[writing]',
            correlationId: 'correlation_ids[writing]',
          })};
        END IF;
        ${assertObject('event_data[i]', 'the data of an event')}
        own[i] := m;
        streams := ${membershipJson('member_stream[m]', 'member_version[m]')};
        m := m + 1;
        WHILE member_event[m] = i LOOP
          streams := streams || ',' || ${membershipJson('member_stream[m]', 'member_version[m]')};
          m := m + 1;
        END LOOP;
        IF (member_event[own[i]] = i AND (m > cardinality(member_event) OR member_event[m] = i + 1)) IS NOT TRUE THEN
          RAISE EXCEPTION 'memberships are not in the order of their events' USING ERRCODE = 'check_violation';
        END IF;

        IF skipped IS NULL OR writing <> ALL (skipped) THEN${refuseErasure('event_type[i]')}
          place := place + 1;
          bodies[i] := ${bodyOfParts({
            begin: 'begin_of',
            data: 'event_data[i]',
            id: 'event_ids[i]',
            private: 'privates[i]',
            schemaVersion: 'event_schema_version[i]',
            streams: 'streams',
            trace: 'traceparents[writing]',
            type: 'event_type[i]',
          })};
          link := ${chained('link', 'place', 'stamp', 'bodies[i]')};
          positions[i] := place;
          hashes[i] := link;
        END IF;
      END LOOP;

      -- Uses subscripts, because a scan over unnest would copy every body once more.
      IF place >= first_position THEN
        INSERT INTO ${log}.event
          (position, id, stream, version, type, schema_version, recorded_at, body, private, hash)
        SELECT positions[i], event_ids[i], member_stream[own[i]], member_version[own[i]], event_type[i],
               event_schema_version[i], now_at, bodies[i], privates[i], hashes[i]
        FROM generate_series(1, cardinality(event_data)) AS i
        WHERE positions[i] IS NOT NULL;

        INSERT INTO ${log}.membership (stream, version, position)
        SELECT n.stream, n.version, positions[n.event]
        FROM unnest(member_event, member_stream, member_version) AS n(event, stream, version)
        WHERE positions[n.event] IS NOT NULL;

        INSERT INTO ${log}.command
          (id, fingerprint_key, fingerprint, result, first_position, last_position, recorded_at)
        SELECT command_ids[e.append], fingerprint_keys[e.append], fingerprints[e.append], results[e.append],
               e.first, e.last, now_at
        FROM (
          SELECT event_append[i] AS append, min(positions[i]) AS first, max(positions[i]) AS last
          FROM generate_series(1, cardinality(event_data)) AS i
          WHERE positions[i] IS NOT NULL
          GROUP BY event_append[i]
        ) AS e;

        UPDATE ${log}.head SET position = place, hash = link, recorded_at = now_at;
      END IF;
    END $$;
    REVOKE ALL ON FUNCTION ${log}.append FROM PUBLIC;`;
}

/**
 * Statements that find the appends to leave out. Usually there are none, and each stream has one event that follows what
 * is stored: two index lookups show that. Only otherwise does it look up which appends are left out, and why.
 */
function refusedAppends(log: LogName): string {
  const versionOf = (stream: string) => `
          coalesce((SELECT x.version FROM ${log}.membership AS x WHERE x.stream = ${stream}
                    ORDER BY x.version DESC LIMIT 1), 0)`;
  return `
      IF EXISTS (SELECT FROM unnest(command_ids) AS a(id) JOIN ${log}.command AS c ON c.id = a.id)
         OR EXISTS (SELECT FROM unnest(member_stream, member_version) AS n(stream, version)
                    WHERE n.version - 1 <> ${versionOf('n.stream')}) THEN
        SELECT jsonb_agg(no.why), array_agg(no.append)
        INTO refused, skipped
        FROM (
          SELECT a.append,
                 jsonb_build_object(
                   'append', a.append, 'key', encode(c.fingerprint_key, 'hex'),
                   'fingerprint', encode(c.fingerprint, 'hex'), 'result', c.result,
                   'first', c.first_position, 'last', c.last_position,
                   'recorded', (extract(epoch FROM c.recorded_at) * 1000000)::bigint) AS why
          FROM unnest(command_ids) WITH ORDINALITY AS a(id, append)
          JOIN ${log}.command AS c ON c.id = a.id
          UNION ALL
          SELECT t.append,
                 jsonb_build_object('append', t.append, 'stream', t.stream, 'expected', t.expected,
                                    'actual', s.version, 'gap', t.gap)
          FROM (
            SELECT event_append[n.event] AS append, n.stream, min(n.version) - 1 AS expected,
                   max(n.version) - min(n.version) + 1 <> count(*) OR count(DISTINCT n.event) <> count(*)
                     OR array_agg(n.version ORDER BY n.event) <> array_agg(n.version ORDER BY n.version) AS gap
            FROM unnest(member_event, member_stream, member_version) AS n(event, stream, version)
            GROUP BY event_append[n.event], n.stream
          ) AS t
          CROSS JOIN LATERAL (SELECT ${versionOf('t.stream')} AS version) AS s
          WHERE s.version <> t.expected OR t.gap
        ) AS no;
        IF refused @> '[{"gap": true}]' THEN
          RAISE EXCEPTION 'events do not follow each other in a stream' USING ERRCODE = 'check_violation';
        END IF;
      END IF;`;
}
