import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { LogPosition, Operation, RequestInputOf, ResponseOf } from '@countersign/contracts';
import type { PostgresEventLog } from '@countersign/event-log';
import { installConsumers } from '@countersign/consumers';
import { testLog, testRelay } from '@countersign/mirror/testing';
import { asAdmin } from '@countersign/postgres/testing';
import { natsOptions, NatsRpcClient, startService } from '@countersign/rpc';
import { ConnectionsModule } from '@countersign/service';
import { baseConfig, parseConfig, PlatformModule } from '@countersign/platform';
import { testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { migrateReporting } from '../migrate-reporting.js';
import { ReportingModule } from '../reporting.module.js';
import { REPORTING_ROLE, REPORTING_SCHEMA } from '../reporting-schema.js';
import { actorOfAuthor, streamOf } from './stories.js';
import type { Authored } from './stories.js';
import { testIssuer } from './test-issuer.js';

type SourceLog = 'request' | 'approval';

/** The reporting service on real servers, fed by real logs through their relays. */
export interface TestService {
  database: TestDatabase;
  /** Appends events, each to its stream, and returns the position of the last event. */
  append(log: SourceLog, events: Authored[]): Promise<LogPosition>;
  call<O extends Operation>(
    operation: O,
    payload: RequestInputOf<O>,
    subject: string,
    groups?: string[],
  ): Promise<ResponseOf<O>>;
  stop(): Promise<void>;
}

export async function testService(): Promise<TestService> {
  const [database, nats, issuer] = await Promise.all([testPostgres(), testNats(), testIssuer()]);
  const url = await database.createRole(REPORTING_ROLE);
  await migrateReporting({ adminUrl: database.adminUrl });
  await asAdmin(database, (admin) =>
    installConsumers(admin, { schema: REPORTING_SCHEMA, serviceRole: REPORTING_ROLE }),
  );
  const logs = {
    request: await sourceLog('request', database, nats.url),
    approval: await sourceLog('approval', database, nats.url),
  };
  const config = parseConfig(baseConfig, {
    DATABASE_URL: url,
    NATS_URL: nats.url,
    OIDC_ISSUER: issuer.url,
    OIDC_JWKS_URI: `${issuer.url}/jwks`,
    HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
  });
  @Module({
    imports: [PlatformModule.forService({ name: 'reporting', config }), ConnectionsModule, ReportingModule],
  })
  class Service {}
  const app: NestFastifyApplication = await startService(Service, config);
  const client = new NatsRpcClient(natsOptions('gateway', config));
  await client.start();
  return {
    database,
    append: (log, events) => logs[log].append(events),
    call: async (operation, payload, subject, groups) =>
      client.call(operation, payload, {
        token: await issuer.token(subject, groups),
        requestId: randomUUID(),
      }),
    stop: async () => {
      await client.stop();
      await app.close();
      await Promise.all([logs.request.stop(), logs.approval.stop()]);
      issuer.stop();
      await nats.stop();
      await database.drop();
    },
  };
}

/** A context's log with its relay, as its service runs them. */
async function sourceLog(name: SourceLog, database: TestDatabase, natsUrl: string) {
  const source = await testLog(database, name);
  const relay = await testRelay(source, natsUrl);
  return {
    append: async (events: Authored[]): Promise<LogPosition> => {
      let position = 0;
      for (const event of events) position = await appendOne(source.log, event);
      return { log: name, position };
    },
    stop: async () => {
      await relay.stop();
      await source.close();
    },
  };
}

async function appendOne(log: PostgresEventLog, { author, ...event }: Authored): Promise<number> {
  const stream = streamOf(event.type, event.data);
  const before = await log.readStream(stream);
  const id = () => randomUUID().replaceAll('-', '').repeat(2);
  const { lastPosition } = await log.append({
    command: { id: id(), payload: id() },
    result: { status: 200, code: null, ids: {} },
    events: [{ event, streams: [stream] }],
    expected: [{ stream, version: before.length }],
    actor: actorOfAuthor(author),
    personal: typeof author === 'string' ? null : { ...author, address: null, userAgent: null },
    correlationId: randomUUID(),
    causationId: null,
    traceparent: null,
  });
  return lastPosition;
}
