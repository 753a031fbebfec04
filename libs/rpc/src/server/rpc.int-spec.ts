import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connect, headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { rpcHeaders } from '@countersign/contracts';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { parseConfig, platformConfig, PlatformModule } from '@countersign/platform';
import { FakeIssuer, signed, signingKey } from '@countersign/platform/testing';
import type { SigningKey } from '@countersign/platform/testing';
import { change, fail, greet, GreetingModule, status, trace } from './greeting.fake.js';
import { startService } from './rpc-server.js';

interface Answer {
  response?: Record<string, unknown>;
  err?: Record<string, unknown>;
}

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const log: string[] = [];
let nats: TestNats;
let issuer: FakeIssuer;
let key: SigningKey;
let app: NestFastifyApplication;
let client: NatsConnection;
let token: string;

async function ask(subject: string, data: unknown, given: Record<string, string> = {}): Promise<Answer> {
  const sent = headers();
  for (const [name, value] of Object.entries(given)) sent.set(name, value);
  const reply = await client.request(subject, JSON.stringify({ pattern: subject, id: '1', data }), {
    headers: sent,
    timeout: 3_000,
  });
  return reply.json();
}

const asAlice = (more: Record<string, string> = {}) => ({
  [rpcHeaders.authorization]: `Bearer ${token}`,
  ...more,
});
const linesOf = (requestId: string) =>
  log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.requestId === requestId);

function accessToken(claims: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const standard = {
    iss: issuer.url,
    aud: 'countersign',
    sub: 'alice',
    groups: ['auditors'],
    iat: now,
    exp: now + 300,
  };
  return signed(key, { ...standard, ...claims });
}

beforeAll(async () => {
  nats = await testNats();
  issuer = await new FakeIssuer().start();
  key = await signingKey('k1');
  issuer.keys = [key];
  token = await accessToken();
  const config = parseConfig(platformConfig, {
    NATS_URL: nats.url,
    OIDC_ISSUER: issuer.url,
    HTTP_PORT: '0',
    LOG_LEVEL: 'trace',
    ROLE_AUDITOR_CLIENTS: 'siem',
    ROLE_BROKER_CLIENTS: 'vault',
  });
  const logTo = { write: (line: string) => void log.push(line) };
  const platform = PlatformModule.forService({ name: 'test', config, logTo });
  app = await startService({ module: GreetingModule, imports: [platform] }, config);
  client = await connect({ servers: nats.url, reconnectTimeWait: 100 });
}, 20_000);

afterAll(async () => {
  await client.close();
  await app.close();
  await issuer.stop();
  await nats.stop();
});

describe('an operation on behalf of a person', () => {
  it('answers the verified caller, with the parsed input', async () => {
    const { response } = await ask(
      greet.subject,
      { times: 1 },
      asAlice({ [rpcHeaders.idempotencyKey]: 'k-1' }),
    );
    expect(response).toEqual({ caller: 'alice', roles: ['auditor'], names: ['you'], key: 'k-1' });
  });

  it.each([
    ['without a token', {}, 'missing-token'],
    ['with another scheme', { [rpcHeaders.authorization]: 'Basic YWxpY2U6eA==' }, 'missing-token'],
    ['with nonsense', { [rpcHeaders.authorization]: 'Bearer nonsense' }, 'invalid-token'],
  ])('is refused %s, before its input is checked', async (_, given, code) => {
    const { err, response } = await ask(greet.subject, { wrong: true }, given);
    expect(response).toBeUndefined();
    expect(err).toMatchObject({ code, status: 401 });
  });

  it('is refused with an expired token', async () => {
    const past = Math.floor(Date.now() / 1000) - 100;
    const expired = await accessToken({ iat: past - 100, exp: past });
    const { err } = await ask(
      greet.subject,
      { times: 1 },
      { [rpcHeaders.authorization]: `Bearer ${expired}` },
    );
    expect(err).toMatchObject({
      code: 'invalid-token',
      detail: 'The access token has expired.',
      error: 'invalid_token',
    });
  });

  it('names every wrong and every unknown field', async () => {
    const { err } = await ask(greet.subject, { times: 12, names: ['a', 7], tmes: 1 }, asAlice());
    expect(err).toMatchObject({ code: 'invalid-input', status: 422 });
    const paths = (err?.errors as { path: string }[]).map(({ path }) => path);
    expect(paths.sort()).toEqual(['names.1', 'times', 'tmes']);
  });
});

describe('a broker', () => {
  const asBroker = async (claims: Record<string, unknown> = { sub: 'vault', client_id: 'vault' }) => ({
    [rpcHeaders.authorization]: `Bearer ${await accessToken(claims)}`,
  });

  it('may call operations for brokers, like people', async () => {
    expect((await ask(status.subject, {}, await asBroker())).response).toEqual({ caller: 'client:vault' });
    expect((await ask(status.subject, {}, asAlice())).response).toEqual({ caller: 'alice' });
    expect((await ask(status.subject, {})).err).toMatchObject({ code: 'missing-token', status: 401 });
  });

  it.each([
    ['by its client', { sub: 'vault', client_id: 'vault' }],
    ['by its group, though it is an auditor as well', { groups: ['brokers', 'auditors'] }],
  ])('may not call operations for people, %s', async (_, claims) => {
    const { err, response } = await ask(greet.subject, { times: 1 }, await asBroker(claims));
    expect(response).toBeUndefined();
    expect(err).toEqual({
      code: 'not-allowed',
      status: 403,
      detail: 'A broker may only ask for the status of tickets.',
    });
  });
});

describe("a client's own token", () => {
  const asClient = async (client: string) => ({
    [rpcHeaders.authorization]: `Bearer ${await accessToken({ sub: client, client_id: client })}`,
  });

  it.each(['alice', 'siem', 'vault'])('of %s is refused by every command', async (client) => {
    const { err, response } = await ask(change.subject, {}, await asClient(client));
    expect(response).toBeUndefined();
    expect(err).toMatchObject({ code: 'machine-not-allowed', status: 403 });
  });

  it('may read where its client is an auditor, and nothing without a role', async () => {
    const read = async (client: string) => ask(greet.subject, { times: 1 }, await asClient(client));
    expect((await read('siem')).response).toMatchObject({ caller: 'client:siem', roles: ['auditor'] });
    expect((await read('alice')).err).toMatchObject({ code: 'machine-not-allowed', status: 403 });
  });
});

describe('an error of a handler', () => {
  it('crosses the bus as a refusal', async () => {
    const { err } = await ask(fail.subject, { how: 'refusal' }, asAlice());
    expect(err).toEqual({ code: 'too-few', status: 409, detail: 'There are too few.', least: 2 });
  });

  it.each(['defect', 'lie'])('is answered without its text when it is a %s, and logged once', async (how) => {
    const { err } = await ask(fail.subject, { how }, asAlice({ [rpcHeaders.requestId]: `req-${how}` }));
    expect(err).toEqual({
      code: 'internal',
      status: 500,
      detail: 'Something went wrong here; operators can find the cause by the request id.',
    });
    const errors = linesOf(`req-${how}`).filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).toContain(how === 'defect' ? 'is corrupt' : 'not ours');
  });
});

describe('an operation between services', () => {
  it('needs no token, continues the trace and validates its input', async () => {
    const given = { [rpcHeaders.requestId]: 'req-7', [rpcHeaders.traceparent]: PARENT };
    const { response } = await ask(trace.subject, {}, given);
    expect(response?.requestId).toBe('req-7');
    expect(response?.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(response?.traceparent).not.toBe(PARENT);
    expect((await ask(trace.subject, { x: 1 }, given)).err).toMatchObject({ code: 'invalid-input' });
  });
});

describe('the log', () => {
  it('carries request id and trace on every line of a call, and one line for the call', async () => {
    await ask(
      greet.subject,
      { times: 1 },
      asAlice({ [rpcHeaders.requestId]: 'req-9', [rpcHeaders.traceparent]: PARENT }),
    );
    const lines = linesOf('req-9');
    expect(lines.map(({ msg }) => msg)).toEqual(['greeting', 'call']);
    for (const { traceparent } of lines) expect(traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-/);
    expect(lines[1]).toMatchObject({ operation: greet.subject, caller: 'alice', code: 'ok', level: 'debug' });
  });

  it('never contains the token', () => {
    expect(log.join('')).toContain('[redacted]');
    expect(log.join('')).not.toContain(token);
    expect(log.join('')).not.toContain(token.split('.')[2]);
  });
});

describe('the HTTP port', () => {
  const get = async (path: string) => fetch(`${await app.getUrl()}${path}`);

  it('is alive, and ready while NATS is there', async () => {
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'ready',
      dependencies: { rpc: { up: true, detail: 'connected' } },
    });
  });

  it('counts operations by outcome', async () => {
    const metrics = await (await get('/metrics')).text();
    const count = (operation: string, code: string) =>
      new RegExp(
        `countersign_command_seconds_count\\{service="test",operation="${operation}",code="${code}"\\} [1-9]`,
      );
    expect(metrics).toMatch(count(greet.subject, 'ok'));
    expect(metrics).toMatch(count(greet.subject, 'missing-token'));
    expect(metrics).toMatch(count(fail.subject, 'internal'));
    expect(metrics).toMatch(/process_cpu_seconds_total/);
  });

  it('is not ready during an outage of NATS, and recovers by itself', async () => {
    await nats.pause();
    const away = await eventually('the outage is noticed', async () => {
      const answer = await get('/readyz');
      return answer.status === 503 && answer;
    });
    expect(await away.json()).toMatchObject({ status: 'not-ready', dependencies: { rpc: { up: false } } });
    await nats.restart();
    await eventually('it is ready', async () => (await get('/readyz')).status === 200);
    expect((await ask(greet.subject, { times: 1 }, asAlice())).response).toMatchObject({ caller: 'alice' });
  }, 15_000);
});
