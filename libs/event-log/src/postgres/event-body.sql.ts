/**
 * Patterns of types, stream ids and traces: nothing that matches has to be escaped in JSON. They have no counted repeats,
 * which make PostgreSQL's matching twenty times slower; `prepareAppend` checks lengths.
 */
const TYPE = '[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+';
const STREAM = '[A-Za-z0-9_-]+';
const TRACE = '00-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+';

/** SQL expressions for arrays of texts that are copied into bodies unchanged; a trace may be null. */
interface Names {
  types: string;
  streams: string;
  traces: string;
}

/**
 * SQL that raises an error unless types, stream ids and traces are well-formed. They are joined by line feeds, so that one
 * match checks all of them; a text that contains a line feed itself is detected by the number of line feeds.
 */
export function assertNames({ types, streams, traces }: Names): string {
  const every = (texts: string, pattern: string) => {
    const joined = `array_to_string(${texts}, E'\\n', '')`;
    return `${joined} ~ '^${pattern}(\\n${pattern})*$'
          AND octet_length(${joined}) - octet_length(replace(${joined}, E'\\n', '')) = cardinality(${texts}) - 1`;
  };
  return `
      IF (${every(types, TYPE)}
          AND ${every(streams, STREAM)}
          AND ${every(traces, `(${TRACE})?`)}) IS NOT TRUE THEN
        RAISE EXCEPTION 'a type, a stream or a trace is not well-formed' USING ERRCODE = 'check_violation';
      END IF;`;
}

/**
 * SQL that raises an error unless a text is a JSON object with no member twice: only then can it be put into a body
 * without changing what the rest of the body says. The comparison of members fails on a text with U+0000, which needs
 * another check.
 */
export const assertObject = (text: string, what: string): string => `
        IF (${text} IS JSON OBJECT WITH UNIQUE KEYS
            OR replace(${text}, '\\u0000', '\\uffff') IS JSON OBJECT WITH UNIQUE KEYS) IS NOT TRUE THEN
          RAISE EXCEPTION '${what} is not a JSON object' USING ERRCODE = 'check_violation';
        END IF;`;

/** SQL expressions for the parts that the events of an append share. */
interface OriginOfEvents {
  actor: string;
  causationId: string;
  correlationId: string;
}

/** SQL expression: the body up to its `data`, in canonical order. */
export const bodyBegin = ({ actor, causationId, correlationId }: OriginOfEvents): string => `
          '{"actor":' || ${actor} || ',"causationId":' || coalesce(to_json(${causationId})::text, 'null')
          || ',"correlationId":' || to_json(${correlationId})::text || ',"data":'`;

/** SQL expressions for the parts of one event. */
interface PartsOfEvent {
  /** The body up to its data. */
  begin: string;
  data: string;
  id: string;
  private: string;
  schemaVersion: string;
  /** Memberships as elements of a JSON array. */
  streams: string;
  trace: string;
  type: string;
}

/** SQL expression: the canonical body, built from the same values that are written to the columns. */
export const bodyOfParts = (of: PartsOfEvent): string => `
          ${of.begin} || ${of.data} || ',"id":"' || ${of.id} || '","privateHash":'
          || coalesce('"' || encode(sha256(convert_to(${of.private}, 'UTF8')), 'hex') || '"', 'null')
          || ',"schemaVersion":' || ${of.schemaVersion} || ',"streams":[' || ${of.streams}
          || '],"traceparent":' || coalesce('"' || nullif(${of.trace}, '') || '"', 'null') || ',"type":"' || ${of.type} || '"}'`;

/** SQL expression: a membership as it appears in the body. */
export const membershipJson = (stream: string, version: string): string =>
  `'{"id":"' || ${stream} || '","version":' || ${version} || '}'`;

/** SQL expression: the hash that binds an event to the previous event. */
export const chained = (previous: string, position: string, stamp: string, body: string): string =>
  `sha256(${previous} || int8send(${position}) || ${stamp} || sha256(convert_to(${body}, 'UTF8')))`;
