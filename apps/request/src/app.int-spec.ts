import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import {
  aboutOf,
  freshSteps,
  policyContent,
  policyInternalRpc,
  Refusal,
  requestInternalRpc,
  requestRpc,
} from '@countersign/contracts';
import type {
  ApprovalApproved,
  ApprovalState,
  GoverningPolicy,
  RequestSubmitted,
  RequestView,
} from '@countersign/contracts';
import { installLog } from '@countersign/event-log';
import { installConsumers } from '@countersign/consumers';
import { installLeases } from '@countersign/postgres';
import { NatsRpcClient, startService } from '@countersign/rpc';
import { HealthIndicators, parseConfig } from '@countersign/platform';
import { installSigningKeys } from '@countersign/request-server';
import { neighbour } from '@countersign/mirror/testing';
import type { Neighbour } from '@countersign/mirror/testing';
import { eventually, testIssuer, testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase, TestIssuer, TestNats } from '@countersign/testing';
import { AppModule } from './app.module.js';
import { requestConfig } from './config.js';

const ROLE = 'countersign_request_app';
const OTHER = 'countersign_approval_app';
const KEY_SECRET = randomBytes(32).toString('base64url');
const wish = { resource: 'prod-db', account: 'admin', duration: 'PT1H' };

/** The process as it is, with an issuer of tokens, a policy service and the approval service's mirror beside it. */
describe('the request service', () => {
  let database: TestDatabase;
  let nats: TestNats;
  let issuer: TestIssuer;
  let approvals: Neighbour;
  let bus: NatsConnection;
  let rpc: NatsRpcClient;
  let app: NestFastifyApplication | undefined;
  let token: string;

  const start = async () => {
    const config = parseConfig(requestConfig, {
      DATABASE_URL: database.urlFor(ROLE),
      NATS_URL: nats.url,
      OIDC_ISSUER: issuer.url,
      OIDC_JWKS_URI: `${issuer.url}/jwks`,
      HTTP_PORT: '0',
      TICKET_ISSUER: 'https://countersign.example',
      TICKET_KEY_SECRET: KEY_SECRET,
      LOG_LEVEL: 'fatal',
    });
    app = await startService(AppModule.for(config), config);
  };
  const stop = async () => {
    await app?.close();
    app = undefined;
  };

  beforeAll(async () => {
    [database, nats, issuer] = await Promise.all([testPostgres(), testNats(), testIssuer()]);
    token = await issuer.token('alice');
    await database.createRole(ROLE);
    const other = await database.createRole(OTHER);
    const admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    await installLog(admin, { log: 'request', serviceRole: ROLE });
    await installLog(admin, { log: 'approval', serviceRole: OTHER });
    await installLeases(admin, { schema: 'approval', serviceRole: OTHER });
    await installConsumers(admin, { schema: 'request', serviceRole: ROLE, ownerRole: 'countersign_owner' });
    await installSigningKeys(admin, { serviceRole: ROLE, ownerRole: 'countersign_owner' });
    await admin.end();
    approvals = await neighbour('approval', { url: other, nats: nats.url });
    bus = await connect({ servers: nats.url });
    bus.subscribe(policyInternalRpc.match.subject, {
      callback: (_, message) => {
        const { id, data } = message.json<{ id: string; data: { requests: unknown[] } }>();
        const response = { policies: [governing()], governing: data.requests.map(() => 0) };
        message.respond(JSON.stringify({ id, response, isDisposed: true }));
      },
    });
    rpc = new NatsRpcClient({ servers: nats.url });
    await rpc.start();
    await start();
  }, 60_000);

  afterAll(async () => {
    await stop();
    await rpc.stop();
    await bus.close();
    await approvals.stop();
    await issuer.stop();
    await nats.stop();
    await database.drop();
  }, 30_000);

  const trace = () => ({ requestId: uuidv7() });
  /** What the service answers once it is ready; until then it answers 503. */
  const answered = async <T>(ask: () => Promise<T>): Promise<T> => {
    const answers: T[] = [];
    await eventually('an answer of the request service', async () => {
      const answer = await ask().catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.status !== 503) throw error;
        return undefined;
      });
      if (answer !== undefined) answers.push(answer);
      return answers.length > 0;
    });
    return answers[0]!;
  };
  const submit = (resource: string, key: string | null = null) =>
    answered(() =>
      rpc.call(requestRpc.submit, { ...wish, resource }, { ...trace(), token, idempotencyKey: key }),
    );
  const get = (id: string): Promise<RequestView> => rpc.call(requestRpc.get, { id }, { ...trace(), token });
  const submission = async (id: string): Promise<RequestSubmitted['data']> => {
    const { event } = await rpc.call(requestInternalRpc.submission, { id }, trace());
    if (!event) throw new Error(`the request ${id} is not on record`);
    return event.data;
  };
  const approve = (data: RequestSubmitted['data']) =>
    approvals.append([{ stream: `approval-${data.requestId}`, version: 0 }], approved(data));
  const types = async (id: string): Promise<string[]> =>
    (
      await database.sql<{ type: string }>(
        'SELECT type FROM request.event WHERE stream = $1 ORDER BY version',
        [`request-${id}`],
      )
    ).map(({ type }) => type);
  const granted = (id: string): Promise<void> =>
    eventually('access is granted', async () => (await types(id)).includes('access.granted'));

  it('accepts a request, follows its approval, and shows the access', async () => {
    const { status, representation } = await submit('prod-1', 'key-1');
    expect([status, representation.status]).toEqual([201, 'pending']);
    const { id } = representation;
    await approve(await submission(id));
    await granted(id);
    expect(await get(id)).toMatchObject({
      status: 'approved',
      access: { status: 'available' },
      incomplete: true,
    });
    expect((await submit('prod-1', 'key-1')).representation).toMatchObject({ id, status: 'approved' });
  }, 20_000);

  it('gives the approval service the recorded submission', async () => {
    const { id } = (await submit('prod-2')).representation;
    expect(await submission(id)).toMatchObject({
      requestId: id,
      resource: 'prod-2',
      requester: { issuer: issuer.url, id: 'alice' },
    });
  });

  it('answers the last approval once the request has followed it', async () => {
    const { id, steps } = (await submit('prod-6')).representation;
    const approval: ApprovalState = {
      requestId: id,
      outcome: 'approved',
      currentStep: null,
      steps,
      decidedAt: null,
      you: { may: [], why: null },
    };
    const answer = rpc.call(requestRpc.withApproval, { id, approval }, { ...trace(), token });
    await approve(await submission(id));
    expect(await answer).toMatchObject({
      representation: { status: 'approved', access: { status: 'available' } },
      position: { log: 'request' },
    });
  }, 20_000);

  it('grants once, even if every outcome is delivered twice', async () => {
    const { id } = (await submit('prod-3')).representation;
    await approve(await submission(id));
    await granted(id);
    await stop();
    await database.sql('UPDATE request.consumer_cursor SET position = 0, hash = NULL');
    await start();
    const next = (await submit('prod-4')).representation.id;
    await approve(await submission(next));
    await granted(next);
    expect(await types(id)).toEqual(['request.submitted', 'request.approved', 'access.granted']);
  }, 30_000);

  it('publishes the keys of tickets to everybody, also after a restart', async () => {
    const published = () => rpc.call(requestRpc.jwks, {}, trace());
    const { keys } = await published();
    expect(keys.map(({ kid }) => kid.split('-')[0])).toEqual(['ticket', 'audit']);
    await stop();
    await start();
    expect(await answered(published)).toEqual({ keys });
  }, 30_000);

  describe('whose database somebody changes while it is down', () => {
    const attacks: [what: string, sql: string, undo: string][] = [
      [
        'the revocation moves to another stream by its column',
        `UPDATE request.event SET stream = 'request-elsewhere' WHERE position = $1`,
        `UPDATE request.event SET stream = $2 WHERE position = $1`,
      ],
      [
        'the revocation moves to another stream by its membership',
        `UPDATE request.membership SET stream = 'request-elsewhere', version = 1 WHERE position = $1 AND stream = $2`,
        `UPDATE request.membership SET stream = $2, version = 4 WHERE position = $1 AND stream = 'request-elsewhere'`,
      ],
    ];
    const checkOut = (id: string): Promise<unknown> =>
      rpc.call(requestRpc.checkOut, { id }, { ...trace(), token, idempotencyKey: null });
    const refusalOf = async (id: string): Promise<string> => {
      const refusal = await checkOut(id).catch((error: unknown) => error);
      return refusal instanceof Refusal ? refusal.code : 'done';
    };

    it.each(attacks)(
      'refuses commands and names the position when %s',
      async (_, sql, undo) => {
        const { id } = (await submit(`prod-${uuidv7()}`)).representation;
        await approve(await submission(id));
        await granted(id);
        await rpc.call(
          requestRpc.revoke,
          { id, reason: 'done' },
          { ...trace(), token, idempotencyKey: null },
        );
        const [{ position } = { position: '' }] = await database.sql<{ position: string }>(
          `SELECT position FROM request.event WHERE type = 'access.revoked' AND stream = $1`,
          [`request-${id}`],
        );
        const change = async (statement: string) => {
          for (const table of ['event', 'membership'])
            await database.sql(`ALTER TABLE request.${table} DISABLE TRIGGER ALL`);
          const values = [position, `request-${id}`];
          await database.sql(statement, statement.includes('$2') ? values : values.slice(0, 1));
        };
        await stop();
        await change(sql);
        await start();
        await eventually('commands are refused', async () => (await refusalOf(id)) === 'log-tampered');
        const { status, dependencies } = await app!.get(HealthIndicators).readiness();
        expect(status).toBe('not-ready');
        expect(dependencies.log).toMatchObject({
          up: false,
          detail: expect.stringContaining(`position ${position}`) as string,
        });

        await stop();
        await change(undo);
        await start();
        await eventually('commands are decided', async () => (await refusalOf(id)) === 'access-over');
      },
      60_000,
    );
  });

  it('follows decisions that were made while it was down', async () => {
    const { id } = (await submit('prod-5')).representation;
    const submitted = await submission(id);
    await stop();
    await approve(submitted);
    await start();
    await granted(id);
  }, 30_000);
});

function governing(): GoverningPolicy {
  const steps = [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }];
  const needed = { name: 'production', conditions: [{ resourceNames: ['*'] }], maxAccessDuration: 'PT4H' };
  const authors = [{ issuer: 'https://id.example', id: 'erin' }];
  return { id: uuidv7(), version: 1, authors, content: policyContent.parse({ ...needed, steps }) };
}

function approved(submitted: RequestSubmitted['data']): ApprovalApproved {
  const at = new Date().toISOString();
  const data = { ...aboutOf(submitted), at, steps: freshSteps(submitted.policy), duration: 'PT1H' };
  return { type: 'approval.approved', schemaVersion: 1, data };
}
