import { Inject, Injectable, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Refusal, requestInternalRpc } from '@countersign/contracts';
import type { LogName, RecordedEvent, RequestOf, ResponseOf } from '@countersign/contracts';
import type { DecideRunner, EventLog } from '@countersign/event-log';
import { HealthIndicators, logServiceConfig, parseConfig, PlatformModule } from '@countersign/platform';
import type { LogServiceConfig } from '@countersign/platform';
import { deferred, eventually, testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import type { ProcessManager } from '@countersign/consumers';
import { PositionWaiter } from '@countersign/consumers';
import { renderNatsConfig, natsUsers } from '@countersign/mirror';
import type { NatsUser } from '@countersign/mirror';
import { Handle, Input, natsOptions, NatsRpcClient, RpcController, startService } from '@countersign/rpc';
import { testConsumersLog } from '@countersign/consumers/testing';
import { mirrorEnd } from '@countersign/mirror/testing';
import type { TestLog } from '@countersign/mirror/testing';
import { ConsumersModule } from './consumers.module.js';
import { LogModule } from './log.module.js';
import { RpcClientModule } from './rpc-client.module.js';
import { DECIDE_RUNNER, EVENT_LOG } from './tokens.js';

jest.setTimeout(60_000);

const { submission } = requestInternalRpc;
type Submission = RequestOf<typeof submission>;
type Answer = ResponseOf<typeof submission>;

/** Next behaviour of the operation; each test sets its own. */
let answer: (input: Submission) => Promise<Answer>;

@RpcController()
class SubmissionHandler {
  @Handle(submission)
  handle(@Input() input: Submission): Promise<Answer> {
    return answer(input);
  }
}

@Injectable()
class Follower implements ProcessManager {
  readonly name = 'follower';
  readonly log: LogName = 'request';
  readonly seen: number[] = [];

  constructor(@Inject(DECIDE_RUNNER) readonly runner: DecideRunner) {}

  handle({ position }: RecordedEvent): Promise<void> {
    this.seen.push(position);
    return Promise.resolve();
  }
}

let database: TestDatabase;
let nats: TestNats;
let log: TestLog;
let app: NestFastifyApplication;
let client: NatsRpcClient;
let watcher: NatsConnection;

const configOf = (user: NatsUser): LogServiceConfig =>
  parseConfig(logServiceConfig, {
    DATABASE_URL: log.url,
    NATS_URL: nats.url,
    NATS_USER: user,
    NATS_PASSWORD: `secret of ${user}`,
    NATS_RELAY_USER: 'request-relay',
    NATS_RELAY_PASSWORD: 'secret of request-relay',
    OIDC_ISSUER: 'http://127.0.0.1:1',
    HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
  });

function appModule(config: LogServiceConfig): new () => object {
  @Module({
    imports: [
      PlatformModule.forService({ name: 'request', config }),
      LogModule.forContext({ context: 'request', streamsOf: () => [], openForDays: null }),
      ConsumersModule.register({ schema: 'request', processManagers: [Follower] }),
      RpcClientModule,
    ],
    controllers: [SubmissionHandler],
  })
  class AppModule {}
  return AppModule;
}

const event = { id: 'e', correlationId: 'c' };
const call = (options?: { timeoutMs: number }): Promise<Answer> =>
  client.call(submission, { id: '01890a5d-ac96-774b-bcce-b302099a8057' }, { requestId: 'r' }, options);

beforeAll(async () => {
  const passwords = Object.fromEntries(natsUsers.map((user) => [user, `secret of ${user}`])) as Record<
    NatsUser,
    string
  >;
  [database, nats] = await Promise.all([
    testPostgres(),
    testNats({ configText: renderNatsConfig({ passwords }) }),
  ]);
  log = await testConsumersLog(database, 'request');
  app = await startService(appModule(configOf('request')), configOf('request'));
  client = new NatsRpcClient(natsOptions('approval', configOf('approval')));
  watcher = await connect(natsOptions('admin', configOf('admin')));
  await client.start();
});

afterAll(async () => {
  await client.stop();
  await watcher.close();
  await app.close();
  await log.close();
  await nats.stop();
  await database.drop();
});

describe('a service with a log', () => {
  it('becomes ready, keeps its mirror and runs its consumers', async () => {
    await eventually(
      'it is ready',
      async () => (await app.get(HealthIndicators).readiness()).status === 'ready',
    );
    const { dependencies } = await app.get(HealthIndicators).readiness();
    expect(Object.keys(dependencies).sort()).toEqual([
      'database',
      'follower',
      'log',
      'mirror',
      'nats',
      'rpc',
    ]);
    await log.append(20);
    await app
      .get(PositionWaiter, { strict: false })
      .wait('follower', [{ log: 'request', position: 20 }], 10_000);
    expect(app.get(Follower, { strict: false }).seen).toHaveLength(20);
    expect(await mirrorEnd(watcher, 'request')).toBe(20);
    expect((await app.get<EventLog>(EVENT_LOG).head()).position).toBe(20);
  });
});

describe('a call over the bus', () => {
  it('returns the answer', async () => {
    answer = () => Promise.resolve({ event: null });
    expect(await call()).toEqual({ event: null });
  });

  it('returns its own answer to each of many simultaneous calls, and none to a call that has given up', async () => {
    const ids = Array.from({ length: 300 }, () => uuidv7());
    const late = deferred();
    answer = async ({ id }) => {
      if (id === ids[7]) await late.promise;
      return { event: { id, correlationId: 'c', data: null } } as unknown as Answer;
    };
    const submissions = { ...submission, response: z.object({ event: z.object({ id: z.string() }) }) };
    const calls = ids.map((id, i) =>
      client.call(submissions, { id }, { requestId: 'r' }, { timeoutMs: i === 7 ? 100 : 3_000 }),
    );
    const outcomes = await Promise.allSettled(calls);
    const answered = outcomes.map((one) => (one.status === 'fulfilled' ? one.value.event.id : null));
    expect(answered).toEqual(ids.map((id, i) => (i === 7 ? null : id)));
    // The late answer leaves before the answer to the next call does.
    late.resolve();
    expect((await client.call(submissions, { id: ids[0]! }, { requestId: 'r' })).event.id).toBe(ids[0]);
  });

  it('returns a refusal unchanged', async () => {
    answer = () =>
      Promise.reject(
        new Refusal('not-an-approver', 403, 'You are not.', { step: 1 }, [{ path: 'id', message: 'is not' }]),
      );
    const refused = await call().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({
      code: 'not-an-approver',
      status: 403,
      message: 'You are not.',
      data: { step: 1 },
      errors: [{ path: 'id', message: 'is not' }],
    });
  });

  it('reveals nothing about an unexpected error', async () => {
    answer = () => Promise.reject(new TypeError('secret text'));
    const refused = await call().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'internal', status: 500 });
    expect(String(refused)).not.toContain('secret');
  });

  it('refuses an answer that violates the contract', async () => {
    answer = () => Promise.resolve({ event } as unknown as Answer);
    await expect(call()).rejects.toThrow();
  });

  it('becomes Unavailable when no answer comes in time', async () => {
    const late = deferred<Answer>();
    answer = () => late.promise;
    await expect(call({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    late.resolve({ event: null });
  });

  it('becomes Unavailable at once when nobody listens, or when NATS is away before or during the call', async () => {
    const nobody = { ...submission, subject: 'countersign.rpc.request.withApproval' };
    const startedAt = Date.now();
    await expect(client.call(nobody, { id: 'x' }, { requestId: 'r' })).rejects.toMatchObject({ status: 503 });
    const arrived = deferred();
    answer = () => {
      arrived.resolve();
      return new Promise(() => undefined);
    };
    const pending = call().catch((error: unknown) => error);
    await arrived.promise;
    await nats.kill();
    expect(await pending).toMatchObject({
      code: 'unavailable',
      status: 503,
      message: expect.stringContaining('The request service') as string,
    });
    await expect(call()).rejects.toMatchObject({ status: 503 });
    expect(Date.now() - startedAt).toBeLessThan(2000);
    await nats.restart();
    answer = () => Promise.resolve({ event: null });
    await eventually(
      'calls succeed again',
      () =>
        call().then(
          () => true,
          () => false,
        ),
      10_000,
    );
  });
});
