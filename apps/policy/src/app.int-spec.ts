import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Client } from 'pg';
import { policyInternalRpc, policyRpc } from '@countersign/contracts';
import type { PolicyContentInput } from '@countersign/contracts';
import { installLog } from '@countersign/event-log';
import { installSeenApprovers } from '@countersign/policy-server';
import { installLeases } from '@countersign/postgres';
import { natsOptions, NatsRpcClient, startService } from '@countersign/rpc';
import { parseConfig } from '@countersign/platform';
import { eventually, testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { AppModule } from './app.module.js';
import { policyConfig } from './config.js';

const ROLE = 'countersign_policy';
const policy: PolicyContentInput = {
  name: 'databases',
  conditions: [{ resourceNames: ['prod-*'] }],
  maxAccessDuration: 'PT4H',
  steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
};

let database: TestDatabase;
let nats: TestNats;
let issuer: Server;
let instances: NestFastifyApplication[];
let rpc: NatsRpcClient;
let tokenOf: (sub: string, ...groups: string[]) => Promise<string>;

beforeAll(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  const DATABASE_URL = await database.createRole(ROLE);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'policy', serviceRole: ROLE });
  await installSeenApprovers(admin, { serviceRole: ROLE, ownerRole: 'countersign_owner' });
  await installLeases(admin, { schema: 'policy', serviceRole: ROLE });
  await admin.end();
  const OIDC_ISSUER = await startIssuer();
  const env = {
    DATABASE_URL,
    NATS_URL: nats.url,
    OIDC_ISSUER,
    OIDC_JWKS_URI: OIDC_ISSUER,
    HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
  };
  const config = parseConfig(policyConfig, env);
  instances = await Promise.all([1, 2].map(() => startService(AppModule.for(config), config)));
  rpc = new NatsRpcClient(natsOptions('gateway', config));
  await rpc.start();
  await Promise.all(instances.map(ready));
}, 30_000);

afterAll(async () => {
  await rpc.stop();
  await Promise.all(instances.map((app) => app.close()));
  issuer.closeAllConnections();
  issuer.close();
  await Promise.all([database.drop(), nats.stop()]);
});

/** An issuer of access tokens: a key, and an address that answers it. */
async function startIssuer(): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] });
  issuer = createServer((_, response) => response.setHeader('content-type', 'application/json').end(keys));
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((issuer.address() as AddressInfo).port)}`;
  tokenOf = (sub, ...groups) =>
    new SignJWT({ sub, name: sub, groups, client_id: 'spec', jti: sub })
      .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt' })
      .setIssuer(url)
      .setAudience('countersign')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  return url;
}

async function ready(app: NestFastifyApplication): Promise<void> {
  const url = `${await app.getUrl()}/readyz`;
  await eventually('it is ready', async () => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`not ready: ${await answer.text()}`);
  });
}

describe('the policy service, two instances of it on the bus', () => {
  it('saves for a policy admin and matches at once on every instance', async () => {
    const asErin = { token: await tokenOf('erin', 'policy-admins'), requestId: 'r1' };
    const { status, representation } = await rpc.call(policyRpc.create, policy, asErin);
    expect([status, representation.createdBy.id]).toEqual([201, 'erin']);
    for (let version = 1; version <= 10; version++) {
      const content = { ...policy, priority: version };
      await rpc.call(policyRpc.update, { id: representation.id, ifMatch: [version], content }, asErin);
      const question = { requests: [{ resource: 'prod-db', account: 'root' }] };
      const matches = await Promise.all(
        Array.from({ length: 6 }, () => rpc.call(policyInternalRpc.match, question, { requestId: 'r2' })),
      );
      expect(matches.map(({ policies }) => policies[0]?.version)).toEqual(Array(6).fill(version + 1));
    }
  });

  it('refuses an invalid field, a caller without the role, and a call without a token', async () => {
    const alice = { token: await tokenOf('alice'), requestId: 'r3' };
    await expect(rpc.call(policyRpc.create, policy, alice)).rejects.toMatchObject({
      code: 'not-allowed',
      status: 403,
    });
    const erin = { token: await tokenOf('erin', 'policy-admins'), requestId: 'r4' };
    const misspelt = { ...policy, name: 'x', maxDuration: 'PT1H' } as PolicyContentInput;
    await expect(rpc.call(policyRpc.create, misspelt, erin)).rejects.toMatchObject({
      code: 'invalid-input',
      status: 422,
    });
    await expect(rpc.call(policyRpc.list, {}, { requestId: 'r5' })).rejects.toMatchObject({ status: 401 });
  });

  it('warns about approvers that no access token has named (rules.md#approvers-that-exist)', async () => {
    const erin = { token: await tokenOf('erin', 'policy-admins'), requestId: 'r7' };
    const steps = [
      {
        approvers: ['Grace', 'erin', 'heidi'].map((id) => ({ type: 'user' as const, id })),
        requiredApprovals: 1,
      },
    ];
    const content = { ...policy, name: 'warned', steps };
    const saved = (await rpc.call(policyRpc.create, content, erin)).representation;
    const codesOf = ({ warnings }: typeof saved) => warnings.map(({ path, code }) => [path, code]);
    expect(codesOf(saved)).toEqual([
      ['steps.0.approvers.0.id', 'approver-never-seen'],
      ['steps.0.approvers.2.id', 'approver-never-seen'],
    ]);
    for (const id of ['grace', 'heidi']) {
      const theirs = { token: await tokenOf(id), requestId: 'r8' };
      const asked = { resource: 'prod-db', account: 'root' };
      // Either instance may answer; each keeps what it has seen within seconds.
      for (let i = 0; i < 20; i++) await rpc.call(policyRpc.explain, asked, theirs);
    }
    const update = { id: saved.id, ifMatch: [1], content };
    const again = (await rpc.call(policyRpc.update, update, erin)).representation;
    expect(codesOf(again)).toEqual([['steps.0.approvers.0.id', 'approver-differs-by-case']]);
    await rpc.call(policyRpc.delete, { id: saved.id, ifMatch: [1] }, erin);
  });

  it('lists and explains over the bus', async () => {
    const frank = { token: await tokenOf('frank', 'auditors'), requestId: 'r6' };
    expect(
      (await rpc.call(policyRpc.list, { enabled: 'true' }, frank)).items.map(({ name }) => name),
    ).toEqual(['databases']);
    const explained = await rpc.call(policyRpc.explain, { resource: 'dev-db', account: 'root' }, frank);
    expect(explained).toMatchObject({ outcome: 'refused', candidates: [{ matched: false }] });
  });
});
