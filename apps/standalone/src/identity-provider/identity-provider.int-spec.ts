import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { issuerKeys, TokenVerifier } from '@countersign/platform';
import { freePort } from '@countersign/servers';
import { TestBrowser } from './browser.testing.js';
import { startIdentityProvider } from './server.js';
import type { IdentityProvider } from './server.js';
import { clockReaches } from '@countersign/testing';

let folder: string;
let provider: IdentityProvider;
let publicUrl: string;
let file: string;

const start = async (port: number, passwordGrant = true) =>
  startIdentityProvider({
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: port,
    IDENTITY_FILE: file,
    PASSWORD_GRANT: passwordGrant,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-idp-'));
  file = join(folder, 'made', 'identity.json');
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  provider = await start(port);
});

afterAll(async () => {
  await provider.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Tokens {
  access_token: string;
  id_token?: string;
  refresh_token?: string;
  expires_in: number;
  error?: string;
  error_description?: string;
}

async function post(path: string, form: Record<string, string>): Promise<{ status: number; body: Tokens }> {
  const response = await fetch(`${publicUrl}/oidc/${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Tokens };
}

const password = (username: string, more: Record<string, string> = {}) =>
  post('token', {
    grant_type: 'password',
    client_id: 'countersign-cli',
    username,
    password: 'countersign',
    ...more,
  });

const verifier = (audience = 'countersign') =>
  new TokenVerifier(
    {
      issuer: `${publicUrl}/oidc`,
      audience,
      types: ['at+jwt'],
      maxAgeSeconds: 3600,
      names: 'restricted',
      claims: { id: 'sub', name: 'name', email: 'email', groups: 'groups' },
      policyAdminGroups: ['policy-admins'],
      auditorGroups: ['auditors'],
      brokerGroups: ['brokers'],
      auditorClients: [],
      brokerClients: ['countersign-broker'],
    },
    issuerKeys({ issuer: `${publicUrl}/oidc` }),
  );

describe('the client credentials of the broker', () => {
  const credentials = (more: Record<string, string> = {}) =>
    post('token', {
      grant_type: 'client_credentials',
      client_id: 'countersign-broker',
      client_secret: 'countersign',
      ...more,
    });

  it('give a token with the role broker to the broker client only', async () => {
    const { status, body } = await credentials();
    expect(status).toBe(200);
    expect(decodeProtectedHeader(body.access_token).typ).toBe('at+jwt');
    const broker = { sub: 'countersign-broker', client_id: 'countersign-broker', aud: 'countersign' };
    expect(decodeJwt(body.access_token)).toMatchObject(broker);
    expect(body.expires_in).toBe(900);
    expect(body.refresh_token).toBeUndefined();
    expect(await verifier().verify(body.access_token)).toMatchObject({
      kind: 'machine',
      id: 'client:countersign-broker',
      roles: ['broker'],
      groups: [],
    });
  });

  it("need the client's secret, and work for no other client", async () => {
    expect((await credentials({ client_secret: 'wrong' })).body.error).toBe('invalid_client');
    const { body } = await post('token', { grant_type: 'client_credentials', client_id: 'countersign-cli' });
    expect(body).toMatchObject({ error: 'invalid_request' });
    expect(body.access_token).toBeUndefined();
    expect((await password('alice', { client_id: 'countersign-broker' })).status).toBe(401);
  });
});

describe('discovery', () => {
  it('names its addresses below the public origin, whatever the requested host is', async () => {
    const response = await fetch(`${publicUrl}/oidc/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    expect(await response.json()).toMatchObject({
      issuer: `${publicUrl}/oidc`,
      token_endpoint: `${publicUrl}/oidc/token`,
      authorization_endpoint: `${publicUrl}/oidc/auth`,
      jwks_uri: `${publicUrl}/oidc/jwks`,
      device_authorization_endpoint: `${publicUrl}/oidc/device/auth`,
      end_session_endpoint: `${publicUrl}/oidc/session/end`,
    });
  });

  it('publishes only public keys, and keeps the private keys readable only by the owner', async () => {
    const { keys } = (await (await fetch(`${publicUrl}/oidc/jwks`)).json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {})).not.toContain('d');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('password grant', () => {
  it('gives a token that services accept, without a second factor', async () => {
    const { status, body } = await password('alice');
    expect(status).toBe(200);
    expect(decodeProtectedHeader(body.access_token).typ).toBe('at+jwt');
    expect(body.expires_in).toBeLessThanOrEqual(3600);
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: 'alice',
      name: 'Alice Archer',
      email: 'alice@example.com',
      groups: ['engineers'],
      aud: 'countersign',
      amr: ['pwd'],
    });
    const caller = await verifier().verify(body.access_token);
    expect(caller).toMatchObject({ id: 'alice', name: 'Alice Archer', roles: [], groups: ['engineers'] });
    await expect(verifier('somebody-else').verify(body.access_token)).rejects.toThrow(/audience/);
  });

  it('includes the second factor and its time if one was given', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { body } = await password('erin', { otp: '123456' });
    const caller = await verifier().verify(body.access_token);
    expect(caller.roles).toEqual(['policy-admin']);
    expect(caller.authentication).toMatchObject({ methods: ['pwd', 'otp'], contextClass: 'countersign:mfa' });
    const at = (caller.authentication.at?.getTime() ?? 0) / 1000;
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it.each([
    ['a wrong password', 'bob', { password: 'wrong' }],
    ['a wrong second factor', 'bob', { otp: '000000' }],
    ['somebody unknown', 'mallory', {}],
  ])('refuses %s with the same words', async (_what, username, more) => {
    const { status, body } = await password(username, more);
    expect({ status, error: body.error, why: body.error_description }).toEqual({
      status: 400,
      error: 'invalid_grant',
      why: 'The user name, the password or the second factor is not right.',
    });
  });

  it('slows down guessing for that user name only', async () => {
    for (let failure = 0; failure < 5; failure++) await password('grace', { password: 'wrong' });
    const { status, body } = await password('grace');
    expect(status).toBe(400);
    expect(body.error_description).toMatch(/^Too many failures; try again in \d+ seconds\.$/);
    expect((await password('dave')).status).toBe(200);
  });

  it('is off by default', async () => {
    const port = await freePort();
    const strict = await start(port, false);
    const response = await fetch(`http://127.0.0.1:${port}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'countersign-cli',
        username: 'alice',
        password: 'countersign',
      }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' });
    await strict.stop();
  });
});

const verifierText = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifierText).digest('base64url');

const authorization = (more: Record<string, string> = {}): string =>
  `${publicUrl}/oidc/auth?${new URLSearchParams({
    client_id: 'countersign-console',
    response_type: 'code',
    redirect_uri: `${publicUrl}/callback`,
    scope: 'openid profile email groups countersign',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 'xyz',
    ...more,
  }).toString()}`;

const callback = (): string => `${publicUrl}/callback`;

async function redeem(address: string): Promise<Tokens> {
  const code = new URL(address).searchParams.get('code') ?? '';
  const { body } = await post('token', {
    grant_type: 'authorization_code',
    client_id: 'countersign-console',
    code,
    redirect_uri: callback(),
    code_verifier: verifierText,
  });
  return body;
}

describe('the sign-in page', () => {
  const begin = async (browser: TestBrowser, more: Record<string, string> = {}) =>
    browser.follow(await browser.fetch(authorization(more)), authorization(more), callback());
  const submit = async (browser: TestBrowser, page: string, form: Record<string, string>) =>
    browser.follow(await browser.fetch(page, { form }), page, callback());
  const alice = { username: 'alice', password: 'countersign' };

  it('signs in with a code and PKCE, and then with the session', async () => {
    const browser = new TestBrowser();
    const shown = await begin(browser);
    const html = await shown.response.text();
    expect(html).toContain('<label for="username">User name</label>');
    expect(html).not.toContain('<script');
    expect(shown.response.headers.get('content-security-policy')).toContain("default-src 'none'");

    const wrong = await submit(browser, shown.address, { ...alice, password: '<wrong>' });
    expect(wrong.response.status).toBe(400);
    expect(await wrong.response.text()).toContain('role="alert"');

    const done = await submit(browser, shown.address, alice);
    expect(new URL(done.address).searchParams.get('state')).toBe('xyz');
    const tokens = await redeem(done.address);
    expect(await verifier().verify(tokens.access_token)).toMatchObject({
      id: 'alice',
      authentication: { methods: ['pwd'] },
    });
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({ sub: 'alice', name: 'Alice Archer' });
    expect((await redeem(done.address)).error).toBe('invalid_grant');

    expect((await begin(browser)).address).toContain(`${callback()}?code=`);
  });

  it('asks for the second factor if the client needs it, but not again while the session has it', async () => {
    const browser = new TestBrowser();
    const first = await begin(browser);
    await submit(browser, first.address, alice);
    const stepUp = await begin(browser, { acr_values: 'countersign:mfa' });
    const html = await stepUp.response.text();
    expect(html).toContain('This step needs your second factor.');
    expect(html).toContain('value="alice"');
    const without = await submit(browser, stepUp.address, alice);
    expect(without.response.status).toBe(400);
    const done = await submit(browser, stepUp.address, { ...alice, otp: '123 456' });
    const tokens = await redeem(done.address);
    expect((await verifier().verify(tokens.access_token)).authentication).toMatchObject({
      methods: ['pwd', 'otp'],
      contextClass: 'countersign:mfa',
    });
    expect((await begin(browser, { acr_values: 'countersign:mfa' })).address).toContain('?code=');
  });

  it('asks again for prompt=login and for a sign-in that is too old', async () => {
    const browser = new TestBrowser();
    await submit(browser, (await begin(browser)).address, alice);
    const signedInAt = Date.now();
    expect((await begin(browser, { prompt: 'login' })).address).toContain('/oidc/interaction/');
    expect((await begin(browser, { max_age: '3600' })).address).toContain('?code=');
    await clockReaches(signedInAt + 1_100);
    expect((await begin(browser, { max_age: '0' })).address).toContain('/oidc/interaction/');
  });

  it('refuses without the cookie of the sign-in, without PKCE, and for an unknown redirect', async () => {
    const shown = await begin(new TestBrowser());
    const stranger = await new TestBrowser().fetch(shown.address, { form: alice });
    expect(stranger.status).toBe(400);
    expect(await stranger.text()).toContain('Start again');
    const noPkce = await begin(new TestBrowser(), { code_challenge: '', code_challenge_method: '' });
    expect(noPkce.address).toContain('error=invalid_request');
    const evil = await begin(new TestBrowser(), { redirect_uri: 'https://evil.example/' });
    expect(evil.response.status).toBe(400);
    expect(evil.address).not.toContain('evil.example/?');
  });

  it('cancels, and signs out', async () => {
    const browser = new TestBrowser();
    const shown = await begin(browser);
    const cancelled = await submit(browser, shown.address, { cancel: 'yes' });
    expect(cancelled.address).toContain('error=access_denied');
    await submit(browser, (await begin(browser)).address, alice);
    const asked = await (await browser.fetch(`${publicUrl}/oidc/session/end`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked)?.[1] ?? '';
    await browser.fetch(`${publicUrl}/oidc/session/end/confirm`, { form: { xsrf, logout: 'yes' } });
    expect((await begin(browser)).address).toContain('/oidc/interaction/');
  });
});

describe('the device flow', () => {
  it('signs in the command line through the browser, and renews its token', async () => {
    const begun = (await post('device/auth', { client_id: 'countersign-cli', scope: 'openid countersign' }))
      .body as unknown as { device_code: string; user_code: string; verification_uri: string };
    const poll = () =>
      post('token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'countersign-cli',
        device_code: begun.device_code,
      });
    expect((await poll()).body.error).toBe('authorization_pending');

    const browser = new TestBrowser();
    const asked = await (await browser.fetch(begun.verification_uri)).text();
    expect(asked).not.toMatch(/<script|https:\/\/fonts/);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked)?.[1] ?? '';
    const confirm = { xsrf, user_code: begun.user_code, confirm: 'yes' };
    const shown = await browser.follow(
      await browser.fetch(begun.verification_uri, { form: confirm }),
      begun.verification_uri,
    );
    const form = { username: 'bob', password: 'countersign', otp: '123456' };
    const done = await browser.follow(await browser.fetch(shown.address, { form }), shown.address);
    expect(await done.response.text()).toContain('Signed in');

    const { body } = await poll();
    expect(await verifier().verify(body.access_token)).toMatchObject({
      id: 'bob',
      authentication: { methods: ['pwd', 'otp'] },
    });
    const renewed = await post('token', {
      grant_type: 'refresh_token',
      client_id: 'countersign-cli',
      refresh_token: body.refresh_token ?? '',
    });
    expect(decodeJwt(renewed.body.access_token)).toMatchObject({
      sub: 'bob',
      amr: ['pwd', 'otp'],
      aud: 'countersign',
    });
  });
});

describe('the file of the identity provider', () => {
  it('keeps the keys over a restart, so that tokens stay valid', async () => {
    const { body } = await password('alice');
    const { port } = provider;
    await provider.stop();
    provider = await start(port);
    expect(await verifier().verify(body.access_token)).toMatchObject({ id: 'alice' });
  });

  it('is refused when it is damaged, and left as it is', async () => {
    const damaged = join(folder, 'damaged.json');
    await (await import('node:fs/promises')).writeFile(damaged, '{"jwks"');
    file = damaged;
    await expect(start(0)).rejects.toThrow(/is damaged/);
    expect(await readFile(damaged, 'utf8')).toBe('{"jwks"');
  });
});
