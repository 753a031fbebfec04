import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { ticketClaims } from '@countersign/contracts';
import type { CheckedOutView, RequestView, TicketStatus, RecordedEventView } from '@countersign/contracts';
import { clockReaches, eventually, startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { Client } from './client.js';
import type { Answer, CallOptions } from './client.js';

const SECOND = 1000;
const oneManager = [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }];
const refused = (status: number, code: string) => ({ status, body: { status, code } });
/** An operation as the OpenAPI document has it. */
interface Described {
  requestBody?: { content: { 'application/json': { example?: unknown } } };
}

const times = (count: number) => Array.from({ length: count }, (_, i) => i);

const unlimited = {
  RATE_LIMIT_PER_SECOND: '100000',
  RATE_LIMIT_BURST: '100000',
  RATE_LIMIT_ADDRESS_PER_SECOND: '100000',
  RATE_LIMIT_ADDRESS_BURST: '100000',
};

/** What an approved request yields, over two instances of each service. */
describe('an access', () => {
  let stack: Stack;
  let broker: Client;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;

  beforeAll(async () => {
    stack = await startStack({
      instances: 2,
      env: { LOG_LEVEL: 'trace' },
      serviceEnv: { gateway: unlimited },
    });
    for (const name of ['alice', 'oscar', 'bob', 'erin', 'frank'])
      people[name] = new Client(stack.url, await stack.token(name));
    broker = new Client(stack.url, await brokerToken());
  }, 120_000);

  afterAll(() => stack.stop(), 60_000);

  async function brokerToken(): Promise<string> {
    const client = { client_id: 'countersign-broker', client_secret: 'countersign' };
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...client });
    const answer = await fetch(`${stack.url}/oidc/token`, { method: 'POST', body });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  /** A resource of its own with a policy that one manager approves, unless told otherwise. */
  async function governed(change: object = {}, resource = `db-${randomUUID()}`): Promise<string> {
    const policy = {
      name: randomUUID(),
      conditions: [{ resourceNames: [resource] }],
      maxAccessDuration: 'PT4H',
      steps: oneManager,
    };
    const created = await settled('erin', '/v1/policies', { ...policy, ...change });
    expect(created.status).toBe(201);
    return resource;
  }

  /** A command that goes through, also while services find their way back after a fault: 503 means try again. */
  async function settled<T>(who: string, path: string, body: unknown): Promise<Answer<T>> {
    const key = randomUUID();
    return eventually(
      `${path} is taken`,
      async () => {
        const answer = await as(who).post<T>(path, body, { key });
        expect(answer.status).not.toBe(503);
        return answer;
      },
      20_000,
    );
  }

  /** A request that has been approved, by bob. */
  async function approved(who: string, resource: string, wish: object = {}): Promise<RequestView> {
    const body = { resource, account: 'root', duration: 'PT1H', ...wish };
    const submitted = await settled<RequestView>(who, '/v1/requests', body);
    expect(submitted.status).toBe(201);
    const granted = await settled<RequestView>('bob', `/v1/requests/${submitted.body.id}/approve`, {});
    expect(granted.status).toBe(200);
    // Approved is what the request says once it has followed, which may take a moment after a fault.
    expect([granted.body.status, granted.body.outcome]).toContain('approved');
    return eventually(
      'the request has followed',
      async () => {
        const { body } = await as(who).get<RequestView>(`/v1/requests/${submitted.body.id}`);
        expect(body.status).toBe('approved');
        return body;
      },
      20_000,
    );
  }

  const act = <T = RequestView>(
    who: Client | string,
    verb: string,
    { id }: { id: string },
    body: object = {},
    options: CallOptions = {},
  ): Promise<Answer<T>> =>
    (typeof who === 'string' ? as(who) : who).post<T>(`/v1/requests/${id}/${verb}`, body, options);
  const checkOut = (who: Client | string, request: { id: string }, options: CallOptions = {}) =>
    act<CheckedOutView>(who, 'check-out', request, {}, options);
  /** Tries again after a 503, as its Retry-After asks for: fifty calls at once are many for a busy machine. */
  const insist = <Body>(act: () => Promise<Answer<Body>>): Promise<Answer<Body>> =>
    eventually('there is an answer', async () => {
      const answer = await act();
      return answer.status !== 503 && answer;
    });
  const read = async (who: string, { id }: { id: string }) =>
    (await as(who).get<RequestView>(`/v1/requests/${id}`)).body;
  const ticketStatus = (who: Client, jti: string) => who.get<TicketStatus>(`/v1/tickets/${jti}`);
  const typesOf = async ({ id }: { id: string }, atLeast = '') =>
    (
      await as('frank').get<{ items: RecordedEventView[] }>(`/v1/requests/${id}/timeline?raw=true`, {
        atLeast,
      })
    ).body.items
      .map(({ type }) => type)
      .filter((type) => type.startsWith('access.'));
  const jtiOf = ({ body }: Answer<CheckedOutView>) => decodeJwt(body.ticket).jti!;
  const verified = (ticket: string) =>
    jwtVerify(ticket, createRemoteJWKSet(new URL(`${stack.url}/.well-known/jwks.json`)), {
      issuer: stack.url,
      audience: 'countersign-tickets',
      typ: 'countersign-ticket+jwt',
      algorithms: ['EdDSA'],
    });

  it('is checked out with a ticket that anybody can verify, and is checked in', async () => {
    const request = await approved('alice', await governed());
    expect((await read('alice', request)).you).toEqual({ may: ['check-out', 'revoke'], why: null });
    const out = await checkOut('alice', request);
    expect(out).toMatchObject({
      status: 200,
      body: { request: { id: request.id, access: { status: 'checked-out' } } },
    });
    const { you, access } = out.body.request;
    expect(you.may).toEqual(['check-out', 'check-in', 'revoke']);
    const { payload } = await verified(out.body.ticket);
    expect(ticketClaims.parse(payload)).toMatchObject({
      sub: 'alice',
      request_id: request.id,
      resource: request.resource,
      account: 'root',
      jti: access!.ticketId,
      policy: { id: request.policy!.id },
    });
    expect(payload.exp! - payload.iat!).toBe(15 * 60);
    const active = { active: true, reason: null, endsAt: request.access!.endsAt };
    for (const who of [as('alice'), as('frank'), as('erin'), broker])
      expect((await ticketStatus(who, payload.jti!)).body).toEqual(active);
    const checkedIn = await act('alice', 'check-in', request);
    expect(checkedIn.body.access).toMatchObject({ status: 'checked-in', ticketId: payload.jti });
    expect((await ticketStatus(broker, payload.jti!)).body).toMatchObject({
      active: false,
      reason: 'checked-in',
      endsAt: checkedIn.body.access!.checkedInAt,
    });
    expect(await checkOut('alice', request)).toMatchObject(refused(409, 'access-over'));
    const position = checkedIn.headers.get('countersign-position')!;
    expect(await typesOf(request, position)).toEqual([
      'access.granted',
      'access.checked_out',
      'access.checked_in',
    ]);
    const { items } = (
      await as('alice').get<{ items: { accessStatus: string }[] }>(
        `/v1/requests?resource=${request.resource}&accessStatus=checked-in`,
        { atLeast: position },
      )
    ).body;
    expect(items).toMatchObject([{ accessStatus: 'checked-in' }]);
  });

  it('can be checked out only by its requester', async () => {
    const request = await approved('alice', await governed());
    expect(await checkOut('bob', request)).toMatchObject(refused(403, 'not-the-requester'));
    expect(await checkOut('oscar', request)).toMatchObject(refused(404, 'not-found'));
    expect(await checkOut(broker, request)).toMatchObject(refused(403, 'machine-not-allowed'));
    const out = await checkOut('alice', request);
    expect(await act('bob', 'check-in', request)).toMatchObject(refused(403, 'not-the-requester'));
    expect(await act('bob', 'revoke', request, { reason: 'x' })).toMatchObject(
      refused(403, 'not-the-requester'),
    );
    expect(await ticketStatus(as('oscar'), jtiOf(out))).toMatchObject(refused(404, 'not-found'));
    expect(await ticketStatus(broker, uuidv7())).toMatchObject({ status: 404 });
  });

  it('reveals no token and no ticket to anybody else in logs, answers, events or tables', async () => {
    const request = await approved('alice', await governed());
    const { ticket } = (await checkOut('alice', request)).body;
    // Somebody mistakes the ticket for its id.
    const mistaken = await as('alice').get(`/v1/tickets/${ticket}`);
    expect(mistaken).toMatchObject(refused(414, 'url-too-long'));
    const lost = await as('alice').get(`/v1/${ticket}`);
    expect(lost).toMatchObject(refused(404, 'not-found'));
    const others = [mistaken.body, lost.body, await read('bob', request), await read('frank', request)];
    const { items } = (
      await as('frank').get<{ items: RecordedEventView[] }>(`/v1/requests/${request.id}/timeline?raw=true`)
    ).body;
    const rows = await stack.sql<{ row: string }>(
      'SELECT e::text AS row FROM request.event e UNION ALL SELECT c::text FROM request.command c',
    );
    const told = JSON.stringify([others, items, rows]) + stack.logs();
    expect(stack.logs()).toContain('"operation":"countersign.rpc.request.checkOut"');
    expect(told).toContain(request.id);
    for (const secret of [ticket, await stack.token('alice'), as('alice').token!])
      expect(told).not.toContain(secret.split('.')[2]);
  });

  it('lets brokers ask only for the status of tickets', async () => {
    const token = await brokerToken();
    const { paths } = (await (await fetch(`${stack.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Described>>;
    };
    const told: string[] = [];
    for (const [path, methods] of Object.entries(paths).filter(([one]) => one.startsWith('/v1/')))
      for (const [method, { requestBody }] of Object.entries(methods)) {
        const example = requestBody?.content['application/json'].example;
        const answer = await fetch(`${stack.url}${path.replace(/\{\w+\}/, uuidv7())}`, {
          method: method.toUpperCase(),
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'if-match': '"1"',
          },
          ...(method !== 'get' && { body: JSON.stringify(example ?? {}) }),
        });
        const { code } = (await answer.json()) as { code?: string };
        told.push(`${method} ${path} ${answer.status} ${code}`);
      }
    expect(told.filter((one) => !/ 403 (machine-)?not-allowed$/.test(one))).toEqual([
      'get /v1/tickets/{jti} 404 not-found',
    ]);
    expect(told.length).toBeGreaterThan(15);
  });

  it('can be checked out only after its approval and in its window', async () => {
    const resource = await governed();
    const body = { resource, account: 'root', duration: 'PT1H' };
    const waiting = (await as('alice').post<RequestView>('/v1/requests', body)).body;
    expect(await checkOut('alice', waiting)).toMatchObject(refused(409, 'access-not-open-yet'));
    await act('bob', 'reject', waiting);
    expect(await checkOut('alice', waiting)).toMatchObject(refused(409, 'no-access'));
    const startsAt = new Date(Date.now() + 2 * SECOND).toISOString();
    const ahead = await approved('alice', resource, { startsAt });
    expect(ahead.access).toMatchObject({ status: 'scheduled', startsAt });
    expect(await checkOut('alice', ahead)).toMatchObject(refused(409, 'access-not-open-yet'));
    await clockReaches(startsAt);
    await eventually(
      'the access opens',
      async () => expect(await typesOf(ahead)).toEqual(['access.granted', 'access.opened']),
      5_000,
    );
    expect(await checkOut('alice', ahead)).toMatchObject({ status: 200 });
  }, 20_000);

  it('has one check-out, however often it is requested, with a fresh ticket each time', async () => {
    const request = await approved('alice', await governed({ checkOut: { exclusive: true } }));
    const answers = await Promise.all(times(50).map(() => insist(() => checkOut('alice', request))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(jtiOf)).size).toBe(1);
    const key = randomUUID();
    expect(jtiOf(await checkOut('alice', request, { key }))).toBe(jtiOf(answers[0]!));
    const last = await act('alice', 'check-in', request);
    // A repeat of a command that once succeeded is no way to a ticket for what is over.
    expect(await checkOut('alice', request, { key })).toMatchObject(refused(409, 'access-over'));
    expect(await typesOf(request, last.headers.get('countersign-position')!)).toEqual([
      'access.granted',
      'access.checked_out',
      'access.checked_in',
    ]);
  });

  it('of an exclusive account has one holder, across spellings, instances and fifty callers', async () => {
    const resource = await governed({ checkOut: { exclusive: true } });
    const spellings = [resource, resource.toUpperCase()];
    const requests: { who: string; request: RequestView }[] = [];
    for (const i of times(50)) {
      const who = i % 2 ? 'alice' : 'oscar';
      const account = ['Ädmin-ß', 'äDMIN-\u1e9e', 'ÄDMIN-SS'][i % 3]!;
      requests.push({ who, request: await approved(who, spellings[i % 2]!, { account }) });
    }
    const answers = await Promise.all(requests.map(({ who, request }) => checkOut(who, request)));
    const winners = requests.filter((_, i) => answers[i]!.status === 200);
    expect(winners).toHaveLength(1);
    const { who, request } = winners[0]!;
    const others = answers.filter(({ status }) => status !== 200);
    const held = { holder: { id: who }, until: request.access!.endsAt };
    for (const answer of others)
      expect(answer).toMatchObject({ status: 409, body: { code: 'account-in-use', ...held } });
    const other = requests.find((one) => one.who === who && one.request.id !== request.id)!;
    expect((await read(who, other.request)).you).toMatchObject({
      may: ['revoke'],
      why: { code: 'account-in-use' },
    });
    await act(who, 'check-in', request);
    expect(await checkOut(who, other.request)).toMatchObject({ status: 200 });
  }, 60_000);

  it('is never exclusive and shared at once, even if the policy changed between requests', async () => {
    const resource = await governed({ checkOut: { exclusive: true } });
    const alone = [await approved('alice', resource), await approved('alice', resource)];
    await governed({ priority: 1 }, resource);
    const shared = [await approved('oscar', resource), await approved('oscar', resource)];
    for (const request of shared) expect(await checkOut('oscar', request)).toMatchObject({ status: 200 });
    expect(await checkOut('alice', alone[0]!)).toMatchObject(refused(409, 'account-in-use'));
    // Each gives back its own: what the other holds is not cut.
    await act('oscar', 'check-in', shared[0]!);
    expect(await checkOut('alice', alone[0]!)).toMatchObject(refused(409, 'account-in-use'));
    await act('oscar', 'revoke', shared[1]!, { reason: 'Somebody needs it alone.' });
    expect(await checkOut('alice', alone[0]!)).toMatchObject({ status: 200 });
    expect(await checkOut('alice', alone[1]!)).toMatchObject(refused(409, 'account-in-use'));
  });

  it("can be revoked by its requester or a policy admin, and the ticket's status shows that within a second", async () => {
    const request = await approved('alice', await governed());
    const jti = jtiOf(await checkOut('alice', request));
    expect(await act('erin', 'revoke', request, {})).toMatchObject({ status: 422 });
    expect(await act('frank', 'revoke', request, { reason: 'x' })).toMatchObject(
      refused(403, 'not-the-requester'),
    );
    const revoked = await act('erin', 'revoke', request, { reason: 'The incident is over.' });
    expect(revoked.body.access).toMatchObject({
      status: 'revoked',
      reason: 'The incident is over.',
      revokedBy: { id: 'erin' },
    });
    const at = revoked.body.access!.revokedAt;
    const gone = { active: false, reason: 'revoked', endsAt: at };
    for (const _ of times(10)) expect((await ticketStatus(broker, jti)).body).toEqual(gone);
    expect(await checkOut('alice', request)).toMatchObject(refused(409, 'access-over'));
    await Promise.all([0, 1].map((instance) => stack.service('request', instance).restart()));
    await eventually(
      'the service is back',
      async () => expect((await ticketStatus(broker, jti)).body).toEqual(gone),
      10_000,
    );
  }, 30_000);

  it('requires a second factor if the policy does, also for every further ticket', async () => {
    const resource = await governed({ mfa: { onCheckOut: true, maxAge: 'PT5M' } });
    const request = await approved('alice', resource);
    const weak = await checkOut('alice', request);
    expect(weak).toMatchObject(refused(401, 'insufficient-user-authentication'));
    expect(weak.headers.get('www-authenticate')).toMatch(/acr_values="countersign:mfa".*max_age="300"/);
    const strong = new Client(stack.url, await stack.token('alice', { otp: '123456' }));
    const out = await checkOut(strong, request);
    expect(out.status).toBe(200);
    expect(await checkOut('alice', request)).toMatchObject({ status: 401 });
    const { items } = (
      await as('frank').get<{ items: RecordedEventView[] }>(`/v1/requests/${request.id}/timeline?raw=true`, {
        atLeast: out.headers.get('countersign-position')!,
      })
    ).body;
    expect(items.find(({ type }) => type === 'access.checked_out')?.data).toMatchObject({
      mfa: { methods: ['pwd', 'otp'] },
    });
  });

  it('cannot be checked out while NATS is away, and can be afterwards', async () => {
    const request = await approved('alice', await governed());
    const jti = jtiOf(await checkOut('alice', request));
    await stack.nats.kill();
    expect((await checkOut('alice', request)).status).toBe(503);
    expect((await act('erin', 'revoke', request, { reason: 'x' })).status).toBe(503);
    expect((await ticketStatus(broker, jti)).status).toBe(503);
    await stack.nats.start();
    const revoke = () => act('erin', 'revoke', request, { reason: 'x' });
    await eventually('NATS is back', async () => expect((await revoke()).status).toBe(200), 20_000);
    expect((await ticketStatus(broker, jti)).body).toMatchObject({ active: false, reason: 'revoked' });
    expect(await checkOut('alice', request)).toMatchObject(refused(409, 'access-over'));
  }, 60_000);

  it('is checked out once or not at all when PostgreSQL dies meanwhile', async () => {
    const resource = await governed();
    const requests = [];
    for (const _ of times(10)) requests.push(await approved('alice', resource));
    const outs = Promise.all(requests.map((one) => checkOut('alice', one, { key: one.id })));
    await stack.postgres.kill();
    await stack.postgres.start();
    for (const { status } of await outs) expect([200, 503]).toContain(status);
    for (const one of requests)
      await eventually(
        'PostgreSQL is back',
        async () => expect((await checkOut('alice', one, { key: one.id })).status).toBe(200),
        30_000,
      );
    const rows = await stack.sql(
      `SELECT FROM request.event WHERE type = 'access.checked_out' AND stream = ANY ($1)`,
      [requests.map(({ id }) => `request-${id}`)],
    );
    expect(rows).toHaveLength(10);
  }, 90_000);

  it('ends on time, is recorded as ended within a second, and frees the account', async () => {
    const resource = await governed({ checkOut: { exclusive: true } });
    const first = await approved('alice', resource, { duration: 'PT5S' });
    const second = await approved('oscar', resource);
    const jti = jtiOf(await checkOut('alice', first));
    expect(await checkOut('oscar', second)).toMatchObject(refused(409, 'account-in-use'));
    await clockReaches(first.access!.endsAt);
    expect((await ticketStatus(broker, jti)).body).toMatchObject({ active: false, reason: 'ended' });
    expect(await checkOut('oscar', second)).toMatchObject({ status: 200 });
    const ended = await eventually(
      'the end is recorded',
      async () => {
        const items = (
          await as('frank').get<{ items: RecordedEventView[] }>(`/v1/requests/${first.id}/timeline?raw=true`)
        ).body.items;
        const found = items.find(({ type }) => type === 'access.ended');
        expect(found).toMatchObject({
          actor: { kind: 'service', id: 'request' },
          data: { reason: 'window-over' },
        });
        return found!;
      },
      5_000,
    );
    expect(ended.data.at).toBe(first.access!.endsAt);
    expect(Date.parse(ended.at) - Date.parse(first.access!.endsAt)).toBeLessThan(5 * SECOND);
  }, 30_000);

  it('lasts from its check-out if its clock starts there, and ends if it is not checked out in time', async () => {
    const resource = await governed({ accessStarts: 'check-out', useBy: 'PT1M' });
    const request = await approved('alice', resource, { duration: 'PT30M' });
    expect(request.access).toMatchObject({ status: 'available' });
    expect(Date.parse(request.access!.endsAt) - Date.parse(request.access!.startsAt)).toBe(60 * SECOND);
    await clockReaches(Date.parse(request.access!.startsAt) + SECOND);
    const { access } = (await checkOut('alice', request)).body.request;
    expect(Date.parse(access!.endsAt) - Date.parse(access!.checkedOutAt!)).toBe(30 * 60 * SECOND);
  });

  it('that ends while the service is down is recorded after the restart', async () => {
    const request = await approved('alice', await governed(), { duration: 'PT2S' });
    const instances = [0, 1].map((instance) => stack.service('request', instance));
    await Promise.all(instances.map((instance) => instance.kill()));
    await clockReaches(request.access!.endsAt);
    await Promise.all(instances.map((instance) => instance.start()));
    await eventually(
      'the end is recorded',
      async () => expect(await typesOf(request)).toEqual(['access.granted', 'access.ended']),
      15_000,
    );
    expect(await checkOut('alice', request)).toMatchObject(refused(409, 'access-over'));
    expect(await read('alice', request)).toMatchObject({
      access: { status: 'ended' },
      you: { may: [], why: { code: 'access-over' } },
    });
  }, 40_000);

  it('is granted once, even if the service dies between approval and grant', async () => {
    const resource = await governed();
    const body = { resource, account: 'root', duration: 'PT1H' };
    const { id } = (await as('alice').post<RequestView>('/v1/requests', body)).body;
    const instances = [0, 1].map((instance) => stack.service('request', instance));
    const approving = act('bob', 'approve', { id });
    await Promise.all(instances.map((instance) => instance.kill()));
    await approving.catch(() => undefined);
    await Promise.all(instances.map((instance) => instance.start()));
    await eventually(
      'the access is checked out',
      async () => {
        const again = await act('bob', 'approve', { id });
        expect([200, 409]).toContain(again.status);
        expect(await checkOut('alice', { id })).toMatchObject({ status: 200 });
      },
      15_000,
    );
    await eventually(
      'the check-out is on the timeline',
      async () => expect(await typesOf({ id })).toEqual(['access.granted', 'access.checked_out']),
      5_000,
    );
  }, 40_000);

  it('is enforced by a broker, which accepts only tickets of current check-outs', async () => {
    const request = await approved('alice', await governed());
    const { ticket } = (await checkOut('alice', request)).body;
    const show = (door: string[]) => runBroker(door, ticket, stack.url);
    expect(await show([request.resource, 'root'])).toBe(0);
    expect(await show([request.resource, 'admin'])).toBe(1);
    await act('alice', 'check-in', request);
    expect(await show([request.resource, 'root'])).toBe(2);
  });
});

/** The exit code of docs/examples/broker, asked with the settings of the demo. */
async function runBroker(door: string[], ticket: string, url: string): Promise<number | null> {
  const script = join(__dirname, '../../../docs/examples/broker/verify-ticket.mjs');
  const env = { COUNTERSIGN_URL: url };
  const child = spawn(process.execPath, [script, ...door], { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(ticket);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
