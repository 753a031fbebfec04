import { randomUUID } from 'node:crypto';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { auditFeedSlice, cloudEvent, logNames } from '@countersign/contracts';
import type { AuditFeedAnswer, CloudEvent, FreeTexts, LogName } from '@countersign/contracts';
import { installLog, PostgresEventLog } from '@countersign/event-log';
import type { LogFeed } from '@countersign/event-log';
import {
  AUDIT_KEEPER,
  AuditKeeper,
  CommandGate,
  inboxPrefixOf,
  MirrorReader,
  MirrorTail,
  natsUsers,
  Relay,
  relayUserOf,
  renderNatsConfig,
} from '@countersign/mirror';
import { installLeases, Leases } from '@countersign/postgres';
import { silentTelemetry } from '@countersign/service';
import type { NatsUser } from '@countersign/mirror';
import { testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { AuditFeed } from '../audit-feed.js';

/** Real logs with their relays, and the feed as the reporting service reads it: with its permissions. */
export interface FeedWorld {
  nats: TestNats;
  feed: AuditFeed;
  /** How often a call has begun to wait for events. */
  waits(): number;
  /** Connects as a user of the bus. */
  as(user: NatsUser): Promise<NatsConnection>;
  logs: Record<LogName, PostgresEventLog>;
  /** Appends an event to a log. */
  append(log: LogName, type?: string, stream?: string, note?: string): Promise<number>;
  /** Appends one event whose private text holds a comment. */
  appendComment(log: LogName, comment: string): Promise<number>;
  /** Makes the relay publish another private text with an event, as a service that was taken over could; null: none. */
  publishText(log: LogName, position: number, text: string | null): void;
  /** Restores a log to an older state, as from a backup. */
  restoreTo(log: LogName, position: number): Promise<void>;
  /** The feed's answer to a query, with parsed events. */
  page(query?: object, waitMs?: number): Promise<{ events: CloudEvent[] } & AuditFeedAnswer>;
  stop(): Promise<void>;
}

const passwordOf = (user: string): string => `secret-of-${user}`;
const passwords = Object.fromEntries(natsUsers.map((user) => [user, passwordOf(user)]));

/** @param mostWaiting - limit of concurrently waiting calls */
export async function feedWorld(mostWaiting?: number): Promise<FeedWorld> {
  const configText = renderNatsConfig({ passwords: passwords as Record<NatsUser, string> });
  const [database, nats] = await Promise.all([testPostgres(), testNats({ configText })]);
  const ends: (() => Promise<unknown>)[] = [];
  const as = async (user: NatsUser): Promise<NatsConnection> => {
    const inboxPrefix = inboxPrefixOf(user);
    const options = {
      user,
      pass: passwordOf(user),
      inboxPrefix,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    };
    const nc = await connect({ servers: nats.url, ...options });
    ends.unshift(() => nc.close());
    return nc;
  };
  const texts = Object.fromEntries(logNames.map((log) => [log, new Map()])) as Record<LogName, OtherTexts>;
  const opened = await Promise.all(
    logNames.map(
      async (log) =>
        [log, await openLog(log, database, await as(relayUserOf(log)), texts[log], ends)] as const,
    ),
  );
  const logs = Object.fromEntries(opened) as Record<LogName, PostgresEventLog>;
  const nc = await as('reporting');
  const tail = new MirrorTail(nc);
  ends.unshift(() => tail.stop());
  let waits = 0;
  const beyond: MirrorTail['beyond'] = (...args) => {
    waits++;
    return tail.beyond(...args);
  };
  const feed = new AuditFeed(new MirrorReader(nc), { beyond }, mostWaiting);
  return {
    nats,
    feed,
    waits: () => waits,
    as,
    logs,
    append: (log, type, stream, note) => append(logs[log], type, stream, note),
    appendComment: (log, comment) => append(logs[log], undefined, undefined, undefined, { comment }),
    publishText: (log, position, text) => void texts[log].set(position, text),
    restoreTo: (log, position) => restore(database, log, position),
    page: async (query = {}, waitMs = 0) => {
      const slice = auditFeedSlice.parse({ query, waitMs });
      const answer = await feed.page(slice.query, slice.waitMs);
      return { ...answer, events: answer.items.map((text) => cloudEvent.parse(JSON.parse(text))) };
    },
    stop: async () => {
      for (const end of ends) await end();
      await nats.stop();
      await database.drop();
    },
  };
}

/** A context's log with its relay, as that context's service would run them. */
async function openLog(
  name: LogName,
  database: TestDatabase,
  nc: NatsConnection,
  texts: OtherTexts,
  ends: (() => Promise<unknown>)[],
): Promise<PostgresEventLog> {
  const serviceRole = `countersign_${name}`;
  const url = await database.createRole(serviceRole);
  await asAdmin(database, async (admin) => {
    await installLog(admin, { log: name, serviceRole });
    await installLeases(admin, { schema: name, serviceRole });
  });
  const log = new PostgresEventLog({ log: name, url });
  const feed = withTexts(log, texts);
  const connection = { connectionString: url };
  const leases = new Leases({ connection, schema: name, logger: silentTelemetry.logger });
  const wiring = { feed, nc, inboxPrefix: inboxPrefixOf(relayUserOf(name)), leases, gate: new CommandGate() };
  const auditKeeper =
    name === AUDIT_KEEPER
      ? new AuditKeeper({ replicas: 1, separateAccounts: true }, silentTelemetry.logger)
      : undefined;
  const relay = new Relay({
    installation: 'test',
    ...wiring,
    telemetry: silentTelemetry,
    replicas: 1,
    auditKeeper,
  });
  relay.start();
  ends.unshift(async () => {
    await relay.stop();
    await leases.close();
    await log.close();
  });
  return log;
}

/** Private texts that differ from those in the log, by position. */
type OtherTexts = Map<number, string | null>;

const withTexts = (log: PostgresEventLog, texts: OtherTexts): LogFeed => ({
  name: log.name,
  head: () => log.head(),
  onAppended: (listener) => log.onAppended(listener),
  mirrorRenewal: () => log.mirrorRenewal(),
  readStored: async (position, limit) => {
    const events = await log.readStored(position, limit);
    return events.map((event) => {
      const text = texts.get(event.position);
      return text === undefined ? event : { ...event, private: text };
    });
  },
});

async function append(
  log: PostgresEventLog,
  type = 'thing.happened',
  stream = `thing-${randomUUID()}`,
  note = 'grüße "x"',
  texts: FreeTexts = {},
): Promise<number> {
  const id = () => randomUUID().replaceAll('-', '').repeat(2);
  const version = (await log.readStream(stream)).length;
  const { lastPosition } = await log.append({
    command: { id: id(), payload: id() },
    result: { status: 200, code: null, ids: {} },
    events: [{ event: { type, schemaVersion: 1, data: { note }, texts }, streams: [stream] }],
    expected: [{ stream, version }],
    actor: { kind: 'service', id: 'test' },
    personal: null,
    correlationId: randomUUID(),
    causationId: null,
    traceparent: null,
  });
  return lastPosition;
}

async function asAdmin(database: TestDatabase, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await work(admin).finally(() => admin.end());
}

/** What no role may do: the guards are switched off for it. */
const restore = (database: TestDatabase, log: LogName, position: number): Promise<void> =>
  asAdmin(database, (admin) =>
    admin.query(`
      BEGIN;
      ALTER TABLE ${log}.event DISABLE TRIGGER ALL;
      ALTER TABLE ${log}.command DISABLE TRIGGER ALL;
      ALTER TABLE ${log}.head DISABLE TRIGGER ALL;
      DELETE FROM ${log}.event WHERE position > ${position};
      DELETE FROM ${log}.command WHERE last_position > ${position};
      UPDATE ${log}.head h SET (position, hash, recorded_at) =
        (SELECT e.position, e.hash, e.recorded_at FROM ${log}.event e WHERE e.position = ${position});
      ALTER TABLE ${log}.event ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE ${log}.command ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE ${log}.head ENABLE ALWAYS TRIGGER forward_only;
      COMMIT;`),
  );
