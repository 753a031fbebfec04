import type { LogName } from '@countersign/contracts';
import { appendFunction } from './append.sql.js';
import { appendOneFunction } from './append-one.sql.js';

/**
 * The steps that build a log's schema, oldest first. A step that was shipped is never edited; what changes later
 * is a further step. `log` is a name of ours (letters only), so it may stand in SQL as it is.
 */
export const logSchemaSteps: readonly ((log: LogName) => string)[] = [
  tables,
  refusals,
  appendFunction,
  // Again: until version 4 a batch whose first append was refused stored that one in the place of an accepted one.
  appendFunction,
  // Again: one copy of every body less.
  appendFunction,
  appendOneFunction,
];

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
      hash           bytea       NOT NULL,
      UNIQUE (stream, version)
    );
    COMMENT ON TABLE ${log}.event IS 'The truth of context ${log}. Written by the function append alone; hash chain, see the event-log library.';

    CREATE TABLE ${log}.command (
      id             bytea       PRIMARY KEY,
      fingerprint    bytea       NOT NULL,
      result         text        NOT NULL,
      first_position bigint      NOT NULL,
      last_position  bigint      NOT NULL,
      recorded_at    timestamptz NOT NULL
    );
    COMMENT ON TABLE ${log}.command IS 'What each command that appended answered: its repeats get the same again.';

    CREATE TABLE ${log}.head (
      singleton   boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
      position    bigint      NOT NULL,
      hash        bytea       NOT NULL,
      recorded_at timestamptz NOT NULL,
      log_id      uuid        NOT NULL,
      log_name    text        NOT NULL,
      epoch       integer     NOT NULL
    ) WITH (fillfactor = 10);
    COMMENT ON TABLE ${log}.head IS 'Last position and hash; hash of the empty log is the genesis hash.';

    INSERT INTO ${log}.head (position, hash, recorded_at, log_id, log_name, epoch)
    SELECT 0,
           sha256(convert_to('countersign/log/1', 'UTF8') || '\\x00'::bytea || uuid_send(new.id)
                  || '\\x00'::bytea || convert_to('${log}', 'UTF8')),
           clock_timestamp(), new.id, '${log}', 1
    FROM (SELECT gen_random_uuid() AS id) AS new;`;
}

/** ENABLE ALWAYS: they fire for the owner too, and whatever session_replication_role says. */
function refusals(log: LogName): string {
  return `
    CREATE FUNCTION ${log}.refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
    END $$;
    REVOKE ALL ON FUNCTION ${log}.refuse_change() FROM PUBLIC;

    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${log}.event
      FOR EACH STATEMENT EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${log}.command
      FOR EACH STATEMENT EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ${log}.head
      FOR EACH STATEMENT EXECUTE FUNCTION ${log}.refuse_change();
    CREATE TRIGGER forward_only BEFORE UPDATE ON ${log}.head
      FOR EACH ROW WHEN (NEW.position <= OLD.position OR NEW.recorded_at < OLD.recorded_at
        OR NEW.log_id <> OLD.log_id OR NEW.log_name <> OLD.log_name OR NEW.epoch <> OLD.epoch)
      EXECUTE FUNCTION ${log}.refuse_change();

    ALTER TABLE ${log}.event ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE ${log}.command ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER forward_only;`;
}
