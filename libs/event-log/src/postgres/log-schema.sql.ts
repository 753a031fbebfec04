import type { LogName } from '@countersign/contracts';
import { comparedView } from '@countersign/stored-log';
import { appendFunction } from './append.sql.js';
import { appendOneFunction } from './append-one.sql.js';
import { eraseFunction } from './erase.sql.js';

/**
 * The steps that build a log's schema, oldest first. A released step is never edited; later changes are further steps.
 * `log` is a name of ours (letters only), so it can stand in SQL unescaped.
 */
export const logSchemaSteps: readonly ((log: LogName) => string)[] = [
  (log) =>
    [tables, refusals, appendFunction, appendOneFunction, eraseFunction].map((part) => part(log)).join(''),
  (log) => comparedView(log) + commandPositions(log),
];

/** Comparisons look up the commands of a range of positions. */
const commandPositions = (log: LogName): string => `
  CREATE INDEX command_positions ON ${log}.command USING brin (first_position, last_position)
    WITH (pages_per_range = 16, autosummarize = on);`;

function tables(log: LogName): string {
  return `
    CREATE TABLE ${log}.event (
      position       bigint      PRIMARY KEY,
      id             uuid        NOT NULL,
      stream         text        COLLATE "C" NOT NULL,
      version        integer     NOT NULL CHECK (version > 0),
      type           text        COLLATE "C" NOT NULL,
      schema_version integer     NOT NULL,
      recorded_at    timestamptz NOT NULL,
      body           text        NOT NULL,
      private        text,
      erased_at      timestamptz,
      hash           bytea       NOT NULL,
      CHECK (private IS NULL OR erased_at IS NULL)
    );
    COMMENT ON TABLE ${log}.event IS 'The truth of context ${log}. Written by the function append alone; hash chain, see the event-log library.';
    COMMENT ON COLUMN ${log}.event.stream IS 'The event''s own stream, the first of those it belongs to.';
    COMMENT ON COLUMN ${log}.event.private IS 'Personal data and free text; its SHA-256 is in the body. NULL where there is none, and where erase has emptied it.';

    CREATE TABLE ${log}.membership (
      stream   text    COLLATE "C" NOT NULL,
      version  integer NOT NULL CHECK (version > 0),
      position bigint  NOT NULL,
      PRIMARY KEY (stream, version)
    );
    CREATE INDEX membership_position ON ${log}.membership USING brin (position) WITH (pages_per_range = 16, autosummarize = on);
    COMMENT ON TABLE ${log}.membership IS 'Which events belong to which streams: an event has a row for each of its streams.';

    CREATE TABLE ${log}.command (
      id              bytea       PRIMARY KEY,
      fingerprint_key bytea,
      fingerprint     bytea       NOT NULL,
      result          text        NOT NULL,
      first_position  bigint      NOT NULL,
      last_position   bigint      NOT NULL,
      recorded_at     timestamptz NOT NULL
    );
    COMMENT ON TABLE ${log}.command IS 'What each command that appended answered: its repeats get the same again.';

    CREATE TABLE ${log}.head (
      singleton   boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
      position    bigint      NOT NULL,
      hash        bytea       NOT NULL,
      recorded_at timestamptz NOT NULL,
      log_id      uuid        NOT NULL,
      log_name    text        NOT NULL,
      erasures    integer     NOT NULL
    ) WITH (fillfactor = 10);
    COMMENT ON TABLE ${log}.head IS 'Last position and hash; hash of the empty log is the genesis hash. erasures counts the calls of erase.';

    CREATE TABLE ${log}.mirror_renewal (
      number    bigint      PRIMARY KEY CHECK (number > 0),
      reason    text        NOT NULL,
      wished_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    COMMENT ON TABLE ${log}.mirror_renewal IS 'Recreations of the mirror that an operator''s command asked for. The relay carries out the last one.';

    INSERT INTO ${log}.head (position, hash, recorded_at, log_id, log_name, erasures)
    SELECT 0,
           sha256(convert_to('countersign/log/2', 'UTF8') || '\\x00'::bytea || uuid_send(new.id)
                  || '\\x00'::bytea || convert_to('${log}', 'UTF8')),
           clock_timestamp(), new.id, '${log}', 0
    FROM (SELECT gen_random_uuid() AS id) AS new;`;
}

/** ENABLE ALWAYS: the triggers fire for the owner too, and whatever session_replication_role is set to. */
function refusals(log: LogName): string {
  return `
    CREATE FUNCTION ${log}.refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
    END $$;
    REVOKE ALL ON FUNCTION ${log}.refuse_change() FROM PUBLIC;

    CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ${log}.event
      FOR EACH STATEMENT EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER erase_only BEFORE UPDATE ON ${log}.event
      FOR EACH ROW WHEN (
        (NEW.position, NEW.id, NEW.stream, NEW.version, NEW.type, NEW.schema_version, NEW.recorded_at, NEW.body, NEW.hash)
          IS DISTINCT FROM
        (OLD.position, OLD.id, OLD.stream, OLD.version, OLD.type, OLD.schema_version, OLD.recorded_at, OLD.body, OLD.hash)
        OR OLD.private IS NULL OR NEW.private IS NOT NULL OR NEW.erased_at IS NULL)
      EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${log}.membership
      FOR EACH STATEMENT EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ${log}.command
      FOR EACH STATEMENT EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER erase_only BEFORE UPDATE ON ${log}.command
      FOR EACH ROW WHEN (
        (NEW.id, NEW.fingerprint, NEW.result, NEW.first_position, NEW.last_position, NEW.recorded_at)
          IS DISTINCT FROM
        (OLD.id, OLD.fingerprint, OLD.result, OLD.first_position, OLD.last_position, OLD.recorded_at)
        OR NEW.fingerprint_key IS NOT NULL)
      EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ${log}.head
      FOR EACH STATEMENT EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER forward_only BEFORE UPDATE ON ${log}.head
      FOR EACH ROW WHEN (NOT (
        NEW.log_id = OLD.log_id AND NEW.log_name = OLD.log_name
        AND (NEW.position > OLD.position AND NEW.recorded_at >= OLD.recorded_at AND NEW.erasures = OLD.erasures
             OR NEW.position = OLD.position AND NEW.hash = OLD.hash AND NEW.recorded_at = OLD.recorded_at
                AND NEW.erasures = OLD.erasures + 1)))
      EXECUTE FUNCTION ${log}.refuse_change();

    ALTER TABLE ${log}.event ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE ${log}.event ENABLE ALWAYS TRIGGER erase_only;
    ALTER TABLE ${log}.membership ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE ${log}.command ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE ${log}.command ENABLE ALWAYS TRIGGER erase_only;
    ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER forward_only;`;
}
