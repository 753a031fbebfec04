import type { LogName } from '@countersign/contracts';

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

/** SQL expressions for the columns of one event. */
interface ColumnsOfEvent {
  id: string;
  type: string;
  schemaVersion: string;
  /** The JSON text of the memberships. */
  streams: string;
  body: string;
  private: string;
}

/**
 * SQL that raises an error unless the body is a JSON object, with no member twice, whose last members say what the
 * columns say. Canonical JSON has its members in order, and `traceparent` is null or has a fixed length, so the end of
 * the text is known to the character; whatever stands before it cannot change these members. The comparison of members
 * fails on a text with U+0000, which takes another look.
 */
export function assertColumns({
  id,
  type,
  schemaVersion,
  streams,
  body,
  private: texts,
}: ColumnsOfEvent): string {
  return `
        members := ',"id":"' || ${id} || '","privateHash":'
          || coalesce('"' || encode(sha256(convert_to(${texts}, 'UTF8')), 'hex') || '"', 'null')
          || ',"schemaVersion":' || ${schemaVersion} || ',"streams":' || ${streams} || ',"traceparent":';
        ending := ',"type":"' || ${type} || '"}';
        rest := right(${body}, length(members) + 57 + length(ending));
        IF ((${body} IS JSON OBJECT WITH UNIQUE KEYS
             OR replace(${body}, '\\u0000', '\\uffff') IS JSON OBJECT WITH UNIQUE KEYS) AND (
          right(rest, length(members) + 4 + length(ending)) = members || 'null' || ending
          OR starts_with(rest, members) AND right(rest, length(ending)) = ending
             AND substr(rest, length(members) + 1, 57) ~ '^"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"$'
        )) IS NOT TRUE THEN
          RAISE EXCEPTION 'the body of event % does not say what its columns say', ${id}
            USING ERRCODE = 'check_violation';
        END IF;`;
}

/**
 * What a type, and the canonical JSON of memberships, look like: nothing in them would have to be escaped. Without
 * counted repeats, which make PostgreSQL's matching twenty times slower; `prepareAppend` limits the length of a stream id.
 */
const TYPE = '[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+';
const MEMBER = '\\{"id":"[A-Za-z0-9_-]+","version":[1-9][0-9]*\\}';
const STREAMS = `\\[${MEMBER}(,${MEMBER})*\\]`;

/**
 * SQL that raises an error unless types and memberships are well-formed. Several are joined by line feeds, which JSON
 * texts cannot hold: no type or membership with a line feed in it passes the other checks.
 */
export const assertNames = (types: string, streams: string): string => `
      IF (${types} ~ '^${TYPE}(\\n${TYPE})*$' AND ${streams} ~ '^${STREAMS}(\\n${STREAMS})*$') IS NOT TRUE THEN
        RAISE EXCEPTION 'a type or a membership is not well-formed' USING ERRCODE = 'check_violation';
      END IF;`;

/** SQL that raises an error where an event claims an erasure: those are appended by the function erase alone. */
export const refuseErasure = (type: string): string => `
      IF ${type} = 'personal_data.erased' THEN
        RAISE EXCEPTION 'an erasure is recorded by the function erase' USING ERRCODE = 'check_violation';
      END IF;`;

/** Variables that `assertColumns` uses. */
export const columnVariables = `
      members   text;
      ending    text;
      rest      text;`;

/**
 * The append function of a log: every append of a flush in one call, an outcome for each.
 *
 * - The lock on the head's row makes it the only writer, so what it reads afterwards is what is committed, and positions
 *   become visible in their order.
 * - Arrays of one length belong together: one entry per append (command_ids, fingerprint_keys, fingerprints, results),
 *   and per event (event_*, bodies, privates). `event_append` is the 1-based number of the append, `event_streams` the
 *   JSON text of the memberships as it stands in the body.
 * - An append whose command id is known, or one of whose streams has another version than its first event in that stream
 *   follows, is left out and named in `refused`; the others are stored. Accepted events get positions
 *   `first_position`, `first_position` + 1 … in the order given.
 */
export function appendFunction(log: LogName): string {
  return `
    CREATE FUNCTION ${log}.append(
      command_ids bytea[], fingerprint_keys bytea[], fingerprints bytea[], results text[],
      event_append integer[], event_ids uuid[], event_type text[], event_schema_version integer[],
      event_streams text[], bodies text[], privates text[],
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
      hashes    bytea[];
      member_event   integer[];
      member_append  integer[];
      member_stream  text[];
      member_version integer[];${columnVariables}
    BEGIN
      SELECT h.position, h.hash, h.recorded_at INTO STRICT place, link, last_at
      FROM ${log}.head AS h FOR NO KEY UPDATE;

      now_at := greatest(clock_timestamp(), last_at);
      recorded_at_micros := (extract(epoch FROM now_at) * 1000000)::bigint;
      first_position := place + 1;
      stamp := int8send(recorded_at_micros);
      ${assertNames("array_to_string(event_type, E'\\n', '')", "array_to_string(event_streams, E'\\n', '')")}

      SELECT array_agg(i), array_agg(event_append[i]), array_agg(m.id), array_agg(m.version)
      INTO member_event, member_append, member_stream, member_version
      FROM generate_series(1, cardinality(bodies)) AS i
      CROSS JOIN LATERAL jsonb_to_recordset(event_streams[i]::jsonb) AS m(id text, version integer);

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
          SELECT m.append, m.stream, min(m.version) - 1 AS expected,
                 max(m.version) - min(m.version) + 1 <> count(*) OR count(DISTINCT m.event) <> count(*)
                   OR array_agg(m.version ORDER BY m.event) <> array_agg(m.version ORDER BY m.version) AS gap
          FROM unnest(member_event, member_append, member_stream, member_version) AS m(event, append, stream, version)
          GROUP BY m.append, m.stream
        ) AS t
        CROSS JOIN LATERAL (
          SELECT coalesce((SELECT x.version FROM ${log}.membership AS x WHERE x.stream = t.stream
                           ORDER BY x.version DESC LIMIT 1), 0) AS version
        ) AS s
        WHERE s.version <> t.expected OR t.gap
      ) AS no;
      IF refused @> '[{"gap": true}]' THEN
        RAISE EXCEPTION 'events do not follow each other in a stream' USING ERRCODE = 'check_violation';
      END IF;

      -- What is left out has no entry in positions and hashes: a subscript without an entry is NULL.
      FOR i IN 1 .. cardinality(bodies) LOOP${assertColumns({
        id: 'event_ids[i]',
        type: 'event_type[i]',
        schemaVersion: 'event_schema_version[i]',
        streams: 'event_streams[i]',
        body: 'bodies[i]',
        private: 'privates[i]',
      })}
        IF skipped IS NULL OR event_append[i] <> ALL (skipped) THEN${refuseErasure('event_type[i]')}
          place := place + 1;
          link := sha256(link || int8send(place) || stamp || sha256(convert_to(bodies[i], 'UTF8')));
          positions[i] := place;
          hashes[i] := link;
        END IF;
      END LOOP;

      -- By subscripts, because a scan over unnest copies every body once more.
      IF place >= first_position THEN
        INSERT INTO ${log}.event
          (position, id, stream, version, type, schema_version, recorded_at, body, private, hash)
        SELECT positions[i], event_ids[i], own.stream ->> 'id', (own.stream ->> 'version')::integer, event_type[i],
               event_schema_version[i], now_at, bodies[i], privates[i], hashes[i]
        FROM generate_series(1, cardinality(bodies)) AS i
        CROSS JOIN LATERAL (SELECT event_streams[i]::jsonb -> 0 AS stream) AS own
        WHERE positions[i] IS NOT NULL;

        INSERT INTO ${log}.membership (stream, version, position)
        SELECT m.stream, m.version, positions[m.event]
        FROM unnest(member_event, member_stream, member_version) AS m(event, stream, version)
        WHERE positions[m.event] IS NOT NULL;

        INSERT INTO ${log}.command
          (id, fingerprint_key, fingerprint, result, first_position, last_position, recorded_at)
        SELECT command_ids[e.append], fingerprint_keys[e.append], fingerprints[e.append], results[e.append],
               e.first, e.last, now_at
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
