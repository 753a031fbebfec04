import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { v7 as uuidv7 } from 'uuid';

const SCRIPT = join(__dirname, '../../../docs/examples/broker/verify-ticket.mjs');
const jti = uuidv7();
const seconds = Math.floor(Date.now() / 1000);

/** The answers of the installation, and the number of calls. */
interface State {
  status: [code: number, body: unknown];
  token: [code: number, body: unknown];
  keys: number;
  asked: string[];
}

let state: State;
let url: string;
let publicJwk: object;
let key: CryptoKey;
const server = createServer((request, response) => {
  const answer = (code: number, body: unknown) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  state.asked.push(`${request.method} ${request.url}`);
  if (request.url === '/.well-known/jwks.json') return answer(state.keys, { keys: [publicJwk] });
  if (request.url === '/oidc/token') return answer(...state.token);
  if (request.headers.authorization !== 'Bearer a-token') return answer(401, {});
  return answer(...state.status);
});

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA');
  key = pair.privateKey;
  publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'ticket-1', alg: 'EdDSA', use: 'sig' };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  const token = { access_token: 'a-token', expires_in: 900 };
  state = { status: [200, { active: true }], token: [200, token], keys: 200, asked: [] };
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close').catch(() => undefined);
});

const ticket = (change: JWTPayload = {}, header: object = {}, signer = key) =>
  new SignJWT({
    iss: url,
    sub: 'alice',
    aud: 'countersign-tickets',
    jti,
    request_id: uuidv7(),
    iat: seconds,
    nbf: seconds,
    exp: seconds + 900,
    resource: 'prod-db',
    account: 'root',
    policy: null,
    ...change,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'ticket-1', typ: 'countersign-ticket+jwt', ...header })
    .sign(signer);

/** Runs Node with one of our programs, as a broker would. */
async function run(args: string[], stdin: string, origin = url) {
  const child = spawn(process.execPath, args, { env: { COUNTERSIGN_URL: origin } });
  child.stdin.end(stdin);
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, out, err };
}
const verify = (given: string, door = ['prod-db', 'root']) => run([SCRIPT, ...door], given);

describe('the broker example', () => {
  it('opens for a ticket of this door whose check-out is still valid', async () => {
    const { code, out, err } = await verify(`${await ticket()}\n`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ sub: 'alice', jti, resource: 'prod-db', account: 'root' });
    expect(state.asked).toEqual([
      ...['GET /.well-known/jwks.json', 'POST /oidc/token', `GET /v1/tickets/${jti}`],
    ]);
  });

  it('refuses any other ticket without asking for its status or quoting it', async () => {
    const stranger = await generateKeyPair('EdDSA');
    const bad = {
      forged: await ticket({}, {}, stranger.privateKey),
      'of an unknown key': await ticket({}, { kid: 'ticket-2' }),
      'of another type': await ticket({}, { typ: 'at+jwt' }),
      'of another issuer': await ticket({ iss: 'https://elsewhere.example' }),
      'for another audience': await ticket({ aud: 'countersign' }),
      expired: await ticket({ exp: seconds - 60 }),
      'of the future': await ticket({ nbf: seconds + 600 }),
      'without an end': await ticket({ exp: undefined } as never),
      'for another resource': await ticket({ resource: 'prod-db-2' }),
      'for another account': await ticket({ account: 'Root' }),
      nonsense: 'a.b.c',
      nothing: '',
    };
    const codes = Object.entries(bad).map(async ([what, given]) => [what, await verify(given)] as const);
    for (const [what, { code, out, err }] of await Promise.all(codes)) {
      expect([what, code, out]).toEqual([what, 1, '']);
      if (given(bad, what)) expect(err).not.toContain(given(bad, what));
    }
    expect(state.asked.filter((one) => !one.endsWith('jwks.json'))).toEqual([]);
  }, 60_000);

  it.each([
    ['is over', [200, { active: false, reason: 'revoked' }]],
    ['is unknown', [404, {}]],
  ] as const)('refuses a ticket whose check-out %s', async (_, status) => {
    state.status = [...status];
    expect((await verify(await ticket())).code).toBe(2);
  });

  it.each<[string, () => void]>([
    ['the status', () => (state.status = [503, {}])],
    ['what the status means', () => (state.status = [200, { active: 'yes' }])],
    ['anything with this token', () => (state.token = [200, { access_token: 'another', expires_in: 1 }])],
    ['a token', () => (state.token = [401, { error: 'invalid_client' }])],
    ['the keys', () => (state.keys = 500)],
  ])('stays shut when it cannot know %s', async (_, broken) => {
    broken();
    expect((await verify(await ticket())).code).toBe(3);
  });

  it('stays shut when there is no answer, and when it is called incorrectly', async () => {
    expect((await run([SCRIPT, 'prod-db', 'root'], await ticket(), 'http://127.0.0.1:9')).code).toBe(3);
    expect((await verify(await ticket(), ['prod-db'])).code).toBe(64);
  });

  it('reuses keys and token for many tickets, and asks for the status of each', async () => {
    const program = `
      const { ticketVerifier } = await import(${JSON.stringify(SCRIPT)});
      const { ticket, ...settings } = JSON.parse(${JSON.stringify(JSON.stringify(await settings()))});
      const verify = ticketVerifier(settings);
      for (let i = 0; i < 3; i++) await verify(ticket, { resource: 'prod-db', account: 'root' });`;
    expect(await run(['--input-type=module', '-e', program], '')).toMatchObject({ code: 0 });
    const count = (part: string) => state.asked.filter((one) => one.includes(part)).length;
    expect([count('jwks'), count('token'), count('/v1/tickets/')]).toEqual([1, 1, 3]);
  });
});

const given = (bad: Record<string, string>, what: string): string => bad[what] ?? '';

const settings = async () => ({
  ticket: await ticket(),
  url,
  issuer: url,
  audience: 'countersign-tickets',
  tokenUrl: `${url}/oidc/token`,
  clientId: 'countersign-broker',
  clientSecret: 'countersign',
});
