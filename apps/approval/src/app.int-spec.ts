import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { approvalRpc, policyContent, Refusal } from '@countersign/contracts';
import type { RequestSubmitted } from '@countersign/contracts';
import { installLog } from '@countersign/event-log';
import { deadlineTable, installConsumers, installDeadlines } from '@countersign/consumers';
import { installLeases } from '@countersign/postgres';
import { HealthIndicators, parseConfig } from '@countersign/platform';
import { startService } from '@countersign/rpc';
import { neighbour } from '@countersign/mirror/testing';
import type { Neighbour } from '@countersign/mirror/testing';
import { NatsRpcClient } from '@countersign/rpc';
import { clockReaches, eventually, testIssuer, testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase, TestIssuer, TestNats } from '@countersign/testing';
import { AppModule } from './app.module.js';
import { approvalConfig } from './config.js';

const ROLE = 'countersign_approval_app';
const OTHER = 'countersign_request_app';

/** The process as it is, with the request service's log and mirror beside it. */
describe('the approval service', () => {
  let database: TestDatabase;
  let nats: TestNats;
  let issuer: TestIssuer;
  let rpc: NatsRpcClient;
  let requests: Neighbour;
  let app: NestFastifyApplication | undefined;

  const start = async () => {
    const config = parseConfig(approvalConfig, {
      DATABASE_URL: database.urlFor(ROLE),
      NATS_URL: nats.url,
      OIDC_ISSUER: issuer.url,
      OIDC_JWKS_URI: `${issuer.url}/jwks`,
      HTTP_PORT: '0',
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
    await database.createRole(ROLE);
    const other = await database.createRole(OTHER);
    const admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    await installLog(admin, { log: 'approval', serviceRole: ROLE });
    await installLog(admin, { log: 'request', serviceRole: OTHER });
    await installLeases(admin, { schema: 'request', serviceRole: OTHER });
    await installConsumers(admin, { schema: 'approval', serviceRole: ROLE, ownerRole: 'countersign_owner' });
    await installDeadlines(admin, { log: 'approval', serviceRole: ROLE, ownerRole: 'countersign_owner' });
    await admin.end();
    requests = await neighbour('request', { url: other, nats: nats.url });
    rpc = new NatsRpcClient({ servers: nats.url });
    await rpc.start();
    await start();
  }, 60_000);

  afterAll(async () => {
    await stop();
    await rpc.stop();
    await requests.stop();
    await issuer.stop();
    await nats.stop();
    await database.drop();
  }, 30_000);

  async function submit(expiresInMs: number): Promise<string> {
    const requestId = uuidv7();
    await requests.append(
      [{ stream: `request-${requestId}`, version: 0 }],
      submitted(requestId, expiresInMs),
    );
    return requestId;
  }
  const types = async (requestId: string): Promise<string[]> =>
    (
      await database.sql<{ type: string }>(
        'SELECT type FROM approval.event WHERE stream = $1 ORDER BY version',
        [`approval-${requestId}`],
      )
    ).map(({ type }) => type);
  const recorded = (requestId: string, type: string): Promise<void> =>
    eventually(`${type} is recorded`, async () => (await types(requestId)).includes(type));

  it('opens the approval of a submitted request, and records its expiry at its time', async () => {
    const id = await submit(1500);
    await recorded(id, 'approval.opened');
    await recorded(id, 'approval.expired');
    const [{ late } = { late: NaN }] = await database.sql<{ late: number }>(
      `SELECT extract(epoch FROM recorded_at - (body::json -> 'data' ->> 'at')::timestamptz)::float8 AS late
         FROM approval.event WHERE type = 'approval.expired'`,
    );
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1);
  }, 20_000);

  it('opens each approval once, even if every event is delivered twice', async () => {
    const id = await submit(3_600_000);
    await recorded(id, 'approval.opened');
    await stop();
    await database.sql('UPDATE approval.consumer_cursor SET position = 0, hash = NULL');
    await start();
    const next = await submit(3_600_000);
    await recorded(next, 'approval.opened');
    expect(await types(id)).toEqual(['approval.opened']);
  }, 30_000);

  it('catches up on openings and expiries after it was down', async () => {
    const pending = await submit(1200);
    const expiry = Date.now() + 1200;
    await recorded(pending, 'approval.opened');
    const deadline = `SELECT 1 FROM ${deadlineTable('approval')} WHERE key = $1`;
    await eventually('the deadline is kept', async () => {
      const rows = await database.sql(deadline, [pending]);
      return rows.length > 0;
    });
    await stop();
    const missed = await submit(3_600_000);
    await clockReaches(expiry);
    expect(await types(pending)).toEqual(['approval.opened']);
    await start();
    await recorded(missed, 'approval.opened');
    await recorded(pending, 'approval.expired');
  }, 30_000);

  it('lets nobody approve whom somebody wrote into the database as an approver while it was down', async () => {
    const id = await submit(3_600_000);
    await recorded(id, 'approval.opened');
    const token = await issuer.token('mallory', ['intruders']);
    const approve = async (): Promise<string> => {
      const call = { requestId: uuidv7(), token, idempotencyKey: null };
      const refusal = await rpc.call(approvalRpc.approve, { id }, call).catch((error: unknown) => error);
      return refusal instanceof Refusal ? refusal.code : 'done';
    };
    const rewrite = async (from: string, to: string) => {
      await database.sql('ALTER TABLE approval.event DISABLE TRIGGER ALL');
      const opened = `type = 'approval.opened' AND stream = $3`;
      await database.sql(`UPDATE approval.event SET body = replace(body, $1, $2) WHERE ${opened}`, [
        from,
        to,
        `approval-${id}`,
      ]);
    };
    await stop();
    await rewrite('"managers"', '"intruders"');
    await start();
    await eventually('commands are refused', async () => (await approve()) === 'log-tampered');
    const { status, dependencies } = await app!.get(HealthIndicators).readiness();
    expect(status).toBe('not-ready');
    expect(dependencies.log).toMatchObject({
      up: false,
      detail: expect.stringMatching(/position \d+/) as string,
    });

    // Changed back under the running service: it goes on refusing, because the change may have had its effect.
    await rewrite('"intruders"', '"managers"');
    expect(await approve()).toBe('log-tampered');
    await stop();
    await start();
    await eventually('commands are decided', async () => (await approve()) === 'not-found');
    expect(await types(id)).toEqual(['approval.opened']);
  }, 60_000);
});

function submitted(requestId: string, expiresInMs: number): RequestSubmitted {
  const issuer = 'https://id.example';
  const content = policyContent.parse({
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: 'PT4H',
    steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
  });
  return {
    type: 'request.submitted',
    schemaVersion: 1,
    data: {
      requestId,
      requester: { issuer, id: 'alice' },
      resource: 'prod-db',
      account: 'admin',
      duration: 'PT1H',
      ticket: null,
      startsAt: null,
      submittedAt: new Date().toISOString(),
      policy: { id: uuidv7(), version: 1, authors: [{ issuer, id: 'erin' }], content },
      expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
      mfa: null,
    },
  };
}
