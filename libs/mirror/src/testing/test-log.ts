import { randomBytes, randomUUID } from 'node:crypto';
import type { DomainEvent, LogName } from '@countersign/contracts';
import { installLog, PostgresEventLog } from '@countersign/event-log';
import type { Append } from '@countersign/event-log';
import type { TestDatabase } from '@countersign/testing';
import { installLeases } from '@countersign/postgres';
import { asAdmin } from '@countersign/postgres/testing';

/** A log installed in a test's database, with its service's role, and a way to append without any rule. */
export interface TestLog {
  readonly name: LogName;
  readonly url: string;
  readonly log: PostgresEventLog;
  /** Appends one event to a new stream, or to the given stream, each in its own command. */
  append(count: number, stream?: string): Promise<void>;
  /** Puts the log back to an older state, as restoring a backup would. */
  restoreTo(position: number): Promise<void>;
  close(): Promise<void>;
}

const CONCURRENT = 200;

export async function testLog(database: TestDatabase, name: LogName): Promise<TestLog> {
  const serviceRole = `countersign_${name}`;
  const url = await database.createRole(serviceRole);
  await asAdmin(database, async (admin) => {
    await installLog(admin, { log: name, serviceRole });
    await installLeases(admin, { schema: name, serviceRole });
  });
  const log = new PostgresEventLog({ log: name, url });
  const versions = new Map<string, number>();
  return {
    name,
    url,
    log,
    append: async (count, stream) => {
      for (let done = 0; done < count; done += CONCURRENT) {
        const size = stream ? 1 : Math.min(CONCURRENT, count - done);
        if (stream) done -= CONCURRENT - 1;
        await Promise.all(
          Array.from({ length: size }, () =>
            log.append(appendTo(versions, stream ?? `thing-${randomUUID()}`)),
          ),
        );
      }
    },
    restoreTo: (position) => restore(database, name, position),
    close: () => log.close(),
  };
}

function appendTo(versions: Map<string, number>, stream: string): Append {
  const version = versions.get(stream) ?? 0;
  versions.set(stream, version + 1);
  return {
    command: { id: randomBytes(32).toString('hex'), payload: 'null' },
    result: { status: 200, code: null, ids: {} },
    events: [{ event: happened(version + 1), streams: [stream] }],
    expected: [{ stream, version }],
    actor: { kind: 'service', id: 'test' },
    personal: null,
    correlationId: randomUUID(),
    causationId: null,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
}

const happened = (n: number): DomainEvent => ({
  type: 'thing.happened',
  schemaVersion: 1,
  data: { n, note: 'grüße "x"' },
  texts: { comment: `said "${n}"` },
});

/** Does what no role can do: the guards are disabled for it. */
async function restore(database: TestDatabase, log: LogName, position: number): Promise<void> {
  await asAdmin(database, async (admin) => {
    await admin.query(`
      BEGIN;
      ALTER TABLE ${log}.event DISABLE TRIGGER ALL;
      ALTER TABLE ${log}.command DISABLE TRIGGER ALL;
      ALTER TABLE ${log}.membership DISABLE TRIGGER ALL;
      ALTER TABLE ${log}.head DISABLE TRIGGER ALL;
      DELETE FROM ${log}.event WHERE position > ${position};
      DELETE FROM ${log}.membership WHERE position > ${position};
      DELETE FROM ${log}.command WHERE last_position > ${position};
      UPDATE ${log}.head h SET (position, hash, recorded_at) =
        (SELECT e.position, e.hash, e.recorded_at FROM ${log}.event e WHERE e.position = ${position});
      ALTER TABLE ${log}.event ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE ${log}.event ENABLE ALWAYS TRIGGER erase_only;
      ALTER TABLE ${log}.membership ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE ${log}.command ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE ${log}.command ENABLE ALWAYS TRIGGER erase_only;
      ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER forward_only;
      COMMIT;`);
  });
}
