import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from '../test/edge.js';
import type { Edge } from '../test/edge.js';

const issuer = 'https://login.example.com/realm';
const browser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
const script = 'export const text = "hello";'.repeat(50);

/** The gateway with a small console; no service is needed to hand out files. */
describe('the console at the gateway', () => {
  let nats: TestNats;
  let edge: Edge;
  let bare: Edge;
  let folder: string;
  const get = (path: string, options = {}, of = edge) => ask(of.url + path, 'GET', options);

  beforeAll(async () => {
    [nats, folder] = await Promise.all([testNats(), mkdtemp(join(tmpdir(), 'console-'))]);
    await mkdir(join(folder, 'assets'));
    const page = '<!doctype html><meta property="csp-nonce" nonce="__STYLE_NONCE__"><title>C</title>';
    const files = {
      'index.html': page,
      'silent-callback.html': '<!doctype html>silent',
      'favicon.svg': '<svg/>',
      'assets/a-1234.js': script,
      'assets/a-1234.js.br': brotliCompressSync(script),
      secret: 'not to be served',
    };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    const env = { NATS_URL: nats.url, OIDC_ISSUER: issuer, OIDC_JWKS_URI: `${issuer}/jwks` };
    edge = await startEdge({ ...env, CONSOLE_DIR: folder });
    bare = await startEdge({ ...env, CONSOLE_DIR: join(folder, 'nothing') });
  }, 60_000);

  afterAll(async () => {
    await Promise.all([endGracefully(edge.app), endGracefully(bare.app)]);
    await Promise.all([nats.stop(), rm(folder, { recursive: true })]);
  }, 30_000);

  it.each(['/', '/requests', '/requests/0199?x=1', '/callback?code=x', '/nonsense/deep'])(
    'serves %s as the page, uncached, under a strict policy',
    async (path) => {
      const answer = await get(path, browser);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      const [, nonce = ''] = /nonce="([^"]+)"/.exec(answer.text) ?? [];
      const policy = answer.headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' https://login.example.com",
        "frame-src 'self' https://login.example.com",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]);
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  it('has a new nonce in every answer', async () => {
    const nonces = await Promise.all(
      [1, 2, 3].map(async () => /nonce="([^"]{20,})"/.exec((await get('/')).text)?.[1]),
    );
    expect(new Set(nonces).size).toBe(3);
    expect(nonces).not.toContain(undefined);
  });

  it('allows only the silent callback to be framed, by its own origin', async () => {
    const answer = await get('/silent-callback', browser);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });

  it.each(['/v1/nonsense', '/docs/nonsense', '/assets/nonsense.js', '/.well-known/nonsense', '/secret.txt'])(
    'answers %s with a 404 problem, also for a browser',
    async (path) => {
      expect(await get(path, browser)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    },
  );

  it('answers 404 without Accept: text/html, and 405 for a wrong method', async () => {
    expect(await get('/nonsense')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await ask(`${edge.url}/nonsense`, 'POST', { body: {} })).toMatchObject({ status: 404 });
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect(await get(`/v1/requests/${id}/cancel`, browser)).toMatchObject({
      status: 405,
      body: { code: 'method-not-allowed' },
    });
  });

  it.each(['/assets/../secret', '/assets/%2e%2e/secret', '/secret', '/.vite/manifest.json'])(
    'serves no file outside the assets for %s',
    async (path) => {
      const answer = await get(path, browser);
      expect(answer.text).not.toContain('not to be served');
    },
  );

  it('sends assets compressed, cacheable forever', async () => {
    const answer = await get('/assets/a-1234.js', { headers: { 'accept-encoding': 'br' } });
    expect([answer.text, answer.headers.get('content-encoding')]).toEqual([script, 'br']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
  });

  it('serves the console’s sign-in settings', async () => {
    const answer = await get('/console.json');
    expect(answer.body).toEqual({
      issuer,
      clientId: 'countersign-console',
      scopes: 'openid profile email groups',
    });
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('answers 404 with the reason when it was not built, and the API works', async () => {
    expect(await get('/', browser, bare)).toMatchObject({ status: 404, body: { code: 'console-not-built' } });
    expect(await get('/requests', browser, bare)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await get('/openapi.json', {}, bare)).toMatchObject({ status: 200 });
  });
});
