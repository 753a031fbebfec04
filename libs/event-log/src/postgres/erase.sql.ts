import type { LogName } from '@countersign/contracts';
import { appendSettings } from './append.sql.js';
import { oneEventParameters, oneEventVariables, storeOneEvent } from './append-one.sql.js';

/**
 * The function that erases private texts. It appends the event `personal_data.erased` and, in the same transaction,
 * empties the texts in exactly the ranges of positions that the event names, and the fingerprint keys of the commands
 * that wrote them; `emptied` counts the texts. Only the log's owner can execute it.
 */
export function eraseFunction(log: LogName): string {
  return `
    CREATE FUNCTION ${log}.erase(${oneEventParameters},
      OUT emptied integer
    )
    ${appendSettings}
    AS $$
    DECLARE${oneEventVariables}
      erased int8multirange;
    BEGIN
      IF event_type <> 'personal_data.erased' THEN
        RAISE EXCEPTION 'an erasure is recorded as personal_data.erased, not as %', event_type
          USING ERRCODE = 'check_violation';
      END IF;
      ${storeOneEvent(log)}
      IF refused IS NOT NULL THEN
        RETURN;
      END IF;

      SELECT range_agg(int8range((r.range ->> 0)::bigint, (r.range ->> 1)::bigint, '[]'))
      INTO STRICT erased
      FROM jsonb_array_elements(event_data::jsonb -> 'ranges') AS r(range);
      IF (lower(erased) > 0 AND upper(erased) <= first_position) IS NOT TRUE THEN
        RAISE EXCEPTION 'an erasure names events before it' USING ERRCODE = 'check_violation';
      END IF;

      UPDATE ${log}.event AS e
      SET private = NULL, erased_at = now_at
      FROM unnest(erased) AS gone(range)
      WHERE e.position >= lower(gone.range) AND e.position < upper(gone.range) AND e.private IS NOT NULL;
      GET DIAGNOSTICS emptied = ROW_COUNT;

      UPDATE ${log}.command AS c SET fingerprint_key = NULL
      WHERE c.fingerprint_key IS NOT NULL
        AND erased && int8range(c.first_position, c.last_position, '[]');

      UPDATE ${log}.head SET erasures = erasures + 1;
    END $$;
    REVOKE ALL ON FUNCTION ${log}.erase FROM PUBLIC;`;
}
