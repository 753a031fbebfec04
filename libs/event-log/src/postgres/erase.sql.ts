import type { LogName } from '@countersign/contracts';
import { appendSettings } from './append.sql.js';

/**
 * The function that erases private texts: it appends the event `personal_data.erased` and, in the same transaction,
 * empties the texts in the very ranges of positions that the event names, and the keys of the fingerprints of the
 * commands behind them. Nobody but the log's owner may execute it.
 */
export function eraseFunction(log: LogName): string {
  return `
    CREATE FUNCTION ${log}.erase(
      command_id bytea, command_key bytea, command_fingerprint bytea, command_result text,
      event_id uuid, event_type text, event_schema_version integer,
      event_streams text, event_body text, event_private text,
      OUT first_position bigint, OUT recorded_at_micros bigint, OUT refused jsonb
    )
    ${appendSettings}
    AS $$
    DECLARE
      erased int8multirange;
    BEGIN
      IF event_type <> 'personal_data.erased' THEN
        RAISE EXCEPTION 'an erasure is recorded as personal_data.erased, not as %', event_type
          USING ERRCODE = 'check_violation';
      END IF;
      SELECT o.first_position, o.recorded_at_micros, o.refused
      INTO STRICT first_position, recorded_at_micros, refused
      FROM ${log}.append_one(command_id, command_key, command_fingerprint, command_result, event_id, event_type,
                             event_schema_version, event_streams, event_body, event_private) AS o;
      IF refused IS NOT NULL THEN
        RETURN;
      END IF;

      SELECT range_agg(int8range((r.range ->> 0)::bigint, (r.range ->> 1)::bigint, '[]'))
      INTO STRICT erased
      FROM jsonb_array_elements(event_body::jsonb -> 'data' -> 'ranges') AS r(range);

      UPDATE ${log}.event AS e
      SET private = NULL, erased_at = to_timestamp(recorded_at_micros / 1000000.0)
      FROM unnest(erased) AS gone(range)
      WHERE e.position >= lower(gone.range) AND e.position < upper(gone.range) AND e.private IS NOT NULL;

      UPDATE ${log}.command AS c SET fingerprint_key = NULL
      WHERE c.fingerprint_key IS NOT NULL
        AND erased && int8multirange(int8range(c.first_position, c.last_position, '[]'));

      UPDATE ${log}.head SET erasures = erasures + 1;
    END $$;
    REVOKE ALL ON FUNCTION ${log}.erase FROM PUBLIC;`;
}
