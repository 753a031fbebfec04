import { randomUUID } from 'node:crypto';
import { JetStreamApiCodes, JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { StreamInfo } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { Client } from 'pg';
import { logNames, mirrorName } from '@countersign/contracts';
import type { Actor, FreeTexts, JsonObject, LogName, RecordedEvent } from '@countersign/contracts';
import { installLog, PostgresEventLog, processCommand } from '@countersign/event-log';
import type { PersonalData } from '@countersign/event-log';
import { installConsumers } from '@countersign/consumers';
import { AUDIT_KEEPER, natsUsers, relayUserOf, renderNatsConfig } from '@countersign/mirror';
import type { NatsUser } from '@countersign/mirror';
import { parseConfig } from '@countersign/platform';
import { installSeenApprovers } from '@countersign/policy-server';
import { TEST_ROLE_PASSWORD, testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { databaseServices, migrateConfig, roleOf } from '../config.js';
import type { MigrateConfig } from '../config.js';

const OWNER_ROLE = 'countersign_owner';

/** A person or a service that causes events, with the personal data of its calls. */
export interface Author {
  actor: Actor;
  personal: PersonalData | null;
}

export const ISSUER = 'https://id.example.com';

/** A person of that id, with a name and an address that nobody else has. */
export const person = (id: string, issuer = ISSUER): Author => ({
  actor: { kind: 'person', issuer, id },
  personal: {
    name: `Name-of-${id}`,
    email: `${id}@mail.example.com`,
    address: '192.0.2.7',
    userAgent: 'test',
  },
});

export const service: Author = { actor: { kind: 'service', id: 'request' }, personal: null };

/** An event to append to a log. */
export interface Told {
  log: LogName;
  by: Author;
  type: string;
  data: JsonObject;
  /** The event's own stream; by default that of its request. */
  stream?: string;
  texts?: FreeTexts;
}

/** A database with the logs and consumers of an installation, and a nats-server with its users, but no services. */
export interface Installation {
  database: TestDatabase;
  nats: TestNats;
  config: MigrateConfig;
  natsConfig: string;
  logs: Readonly<Record<LogName, PostgresEventLog>>;
  admin: Client;
  /** @returns the position of the event */
  tell(told: Told): Promise<number>;
  /** Every event of a log. */
  events(log: LogName): Promise<RecordedEvent[]>;
  /** The stored messages of a stream; null if there is no such stream. */
  messages(stream: string): Promise<string[] | null>;
  /** When a stream was created. */
  madeAt(stream: string): Promise<string>;
  close(): Promise<void>;
}

/** The user that can read a stream: its relay, or the one that keeps the stream of all mirrors. */
const readerOf = (stream: string): NatsUser =>
  relayUserOf(logNames.find((log) => mirrorName(log) === stream) ?? AUDIT_KEEPER);

const natsPassword = (user: string): string => `password-of-${user}`;

/** Connects as a user of the bus. */
export const connectAs = (nats: TestNats, user: string): Promise<NatsConnection> =>
  connect({
    servers: nats.url,
    user,
    pass: natsPassword(user),
    inboxPrefix: `_INBOX_${user}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
  });

export async function installation(): Promise<Installation> {
  const passwords = natsUsers.map((user) => [user, natsPassword(user)]);
  const natsConfig = renderNatsConfig({ passwords: Object.fromEntries(passwords) as never });
  const [database, nats] = await Promise.all([testPostgres(), testNats({ configText: natsConfig })]);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await install(database, admin);
  const logs = Object.fromEntries(
    logNames.map((log) => [log, new PostgresEventLog({ log, url: database.urlFor(roleOf(log)) })]),
  ) as Record<LogName, PostgresEventLog>;
  const versions = new Map<string, number>();
  const readers = {} as Record<NatsUser, NatsConnection>;
  for (const log of logNames) readers[relayUserOf(log)] = await connectAs(nats, relayUserOf(log));
  const readerFor = (stream: string): NatsConnection => readers[readerOf(stream)];
  return {
    database,
    nats,
    natsConfig,
    logs,
    admin,
    config: parseConfig(migrateConfig, {
      MIGRATE_DATABASE_URL: database.adminUrl,
      DATABASE_PASSWORD_REPORTING: TEST_ROLE_PASSWORD,
      NATS_URL: nats.url,
      NATS_PASSWORD: natsPassword('admin'),
    }),
    tell: async (told) => {
      const stream = told.stream ?? `${told.log}-${told.data['requestId'] as string}`;
      const key = `${told.log}/${stream}`;
      const version = versions.get(key) ?? 0;
      versions.set(key, version + 1);
      return append(logs[told.log], told, { stream, version });
    },
    events: (log) => logs[log].readFrom(1, 100_000),
    messages: (stream) => messagesOf(readerFor(stream), stream),
    madeAt: async (stream) => String((await infoOf(readerFor(stream), stream))?.created),
    close: async () => {
      for (const nc of Object.values(readers)) await nc.close();
      await Promise.all(Object.values(logs).map((log) => log.close()));
      await admin.end();
      await nats.stop();
      await database.drop();
    },
  };
}

/** Installs what the migrate step installs, with one table as a read model. */
async function install(database: TestDatabase, admin: Client): Promise<void> {
  for (const role of databaseServices) await database.createRole(roleOf(role));
  for (const log of logNames)
    await installLog(admin, { log, serviceRole: roleOf(log), ownerRole: OWNER_ROLE });
  await installSeenApprovers(admin, { serviceRole: roleOf('policy'), ownerRole: OWNER_ROLE });
  await admin.query(`
    CREATE SCHEMA reporting;
    GRANT USAGE, CREATE ON SCHEMA reporting TO ${OWNER_ROLE}, ${roleOf('reporting')};
    CREATE TABLE reporting.heard (
      log          text   NOT NULL,
      position     bigint NOT NULL,
      actor_issuer text,
      actor_id     text,
      text         text,
      open_to      text[] NOT NULL,
      words        tsvector NOT NULL,
      PRIMARY KEY (log, position)
    );
    ALTER TABLE reporting.heard OWNER TO ${roleOf('reporting')}`);
  for (const schema of databaseServices)
    await installConsumers(admin, { schema, serviceRole: roleOf(schema), ownerRole: OWNER_ROLE });
}

async function append(
  log: PostgresEventLog,
  { by, type, data, texts }: Told,
  { stream, version }: { stream: string; version: number },
): Promise<number> {
  const event = { type, schemaVersion: 1, data, ...(texts && { texts }) };
  const { lastPosition } = await log.append({
    command: processCommand('test', randomUUID(), 0),
    result: { status: 200, code: null, ids: {} },
    events: [{ event, streams: [stream] }],
    expected: [{ stream, version }],
    actor: by.actor,
    personal: by.personal,
    correlationId: randomUUID(),
    causationId: null,
    traceparent: null,
  });
  return lastPosition;
}

async function messagesOf(nc: NatsConnection, stream: string): Promise<string[] | null> {
  const info = await infoOf(nc, stream);
  if (!info) return null;
  // An empty stream names 0 as its first sequence, which no message has.
  if (info.state.messages === 0) return [];
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const texts: string[] = [];
  for (let seq = info.state.first_seq; seq <= info.state.last_seq; seq++)
    texts.push((await jsm.streams.getMessage(stream, { seq }))?.string() ?? '');
  return texts;
}

/** Undefined if there is no such stream. */
async function infoOf(nc: NatsConnection, stream: string): Promise<StreamInfo | undefined> {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  return jsm.streams.info(stream).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)
      return undefined;
    throw error;
  });
}
