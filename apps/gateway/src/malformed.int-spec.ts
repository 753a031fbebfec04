import { testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from './create-gateway.js';
import { policyBodyExample, submitExample } from './openapi/examples.js';
import { startEdge } from './test/edge.js';
import type { Edge } from './test/edge.js';
import { raw } from './test/raw.js';
import type { RawAnswer } from './test/raw.js';
import { startTestIssuer } from './test/test-issuer.js';
import type { TestIssuer } from './test/test-issuer.js';

/** Requests that two readers could read differently, and those that the HTTP server itself refuses. */
describe('a malformed request', () => {
  let nats: TestNats;
  let issuer: TestIssuer;
  let edge: Edge;
  let token: string;

  beforeAll(async () => {
    [nats, issuer] = await Promise.all([testNats(), startTestIssuer()]);
    edge = await startEdge({
      NATS_URL: nats.url,
      OIDC_ISSUER: issuer.url,
      OIDC_JWKS_URI: `${issuer.url}/jwks`,
      RATE_LIMIT_ADDRESS_BURST: '10000',
    });
    token = await issuer.token('alice');
  }, 60_000);

  afterAll(async () => {
    await endGracefully(edge.app);
    await Promise.all([nats.stop(), issuer.stop()]);
  }, 30_000);

  const send = (...parts: (string | Buffer)[]): Promise<RawAnswer> => raw(edge.port, ...parts);

  function expectProblem({ status, headers, body }: RawAnswer, expected: number, code: string): void {
    expect([status, headers]).toEqual([
      expected,
      expect.stringContaining('content-type: application/problem+json'),
    ]);
    const problem = JSON.parse(body) as Record<string, unknown>;
    expect(problem).toMatchObject({ status: expected, code, type: `urn:countersign:problem:${code}` });
    expect(problem['title']).toEqual(expect.stringMatching(/^[A-Z]/));
    expect(problem['detail']).toEqual(expect.stringMatching(/.{10}/));
    expect(headers).toContain(`x-request-id: ${String(problem['requestId'])}`);
    expect(headers).toContain(`content-length: ${Buffer.byteLength(body)}`);
  }

  const post = (
    body: string | Buffer,
    headers: string[] = ['Content-Type: application/json'],
    path = '/v1/requests',
  ) => {
    const lines = [
      `POST ${path} HTTP/1.1`,
      'Host: x',
      'Connection: close',
      `Authorization: Bearer ${token}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...headers,
    ];
    return send(`${lines.join('\r\n')}\r\n\r\n`, body);
  };

  const valid = JSON.stringify(submitExample);

  describe('body', () => {
    const policy = JSON.stringify(policyBodyExample);
    const doubled = (find: RegExp, also: string) => policy.replace(find, (member) => `${member},${also}`);

    it.each([
      ['a number of approvals', doubled(/"requiredApprovals":\d+/, '"requiredApprovals":1')],
      ['an escaped spelling', doubled(/"requiredApprovals":\d+/, '"\\u0072equiredApprovals":1')],
      ['a member of the body itself', doubled(/"name":"[^"]*"/, '"n\\u0061me":"other"')],
      ['an object', doubled(/"conditions":\[/, '"conditions":[').replace('[,"', '[],"')],
      ['an unknown member', '{"a":1,"a":1}'],
      ['a member with another member between', '{"a":1,"b":2,"a":1}'],
    ])('with %s twice is 400', async (_what, body) => {
      expect(() => JSON.parse(body) as unknown).not.toThrow();
      const answer = await post(body, undefined, '/v1/policies');
      expectProblem(answer, 400, 'malformed-json');
      expect(answer.body).toContain('a member is given twice');
    });

    it.each([
      ['a stray byte', Buffer.from([0x22, 0xff, 0x22])],
      ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
      ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
      [
        'half of a character',
        Buffer.concat([Buffer.from('{"resource":"db'), Buffer.from([0xc3]), Buffer.from('"}')]),
      ],
      ['UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
      ['a byte order mark', Buffer.from('\ufeff{}')],
    ])('that is not UTF-8 is 400: %s', async (_what, body) => {
      expectProblem(await post(body), 400, 'malformed-json');
    });

    it.each(['"\\ud800"', '"\\udc00\\ud800"', '"a\\uDFFF"'])(
      'with half of a surrogate pair is 400 in a name, and 422 in a field: %s',
      async (text) => {
        const inField = valid.replace(/"resource":"[^"]*"/, `"resource":${text}`);
        expectProblem(await post(inField), 422, 'invalid-name');
        expectProblem(await post(`{${text}:1}`), 400, 'malformed-json');
      },
    );

    it.each(['{"__proto__":{}}', '{"a":{"__pr\\u006fto__":1}}', '{"constructor":{"prototype":1}}'])(
      'with a member that could become a prototype is 400: %s',
      async (body) => {
        expectProblem(await post(body), 400, 'malformed-json');
      },
    );

    it.each([
      'application/json; charset=utf-16',
      'application/json; charset=iso-8859-1',
      'application/json;charset="UTF-7"',
      'application/json; charset=utf-8; charset=utf-16',
      'application/json; charset=',
    ])('of type %s is 400', async (type) => {
      expectProblem(await post('{}', [`Content-Type: ${type}`]), 400, 'malformed-json');
    });

    it.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON'])(
      'of type %s is read',
      async (type) => {
        expectProblem(await post('{}', [`Content-Type: ${type}`]), 422, 'invalid-input');
      },
    );

    it.each(['gzip', 'br', 'x-unknown', 'identity, gzip', 'utf-8'])(
      'encoded as %s is 415',
      async (coding) => {
        const answer = await post(valid, ['Content-Type: application/json', `Content-Encoding: ${coding}`]);
        expectProblem(answer, 415, 'unsupported-content-encoding');
        expect(answer.headers).toContain('accept-encoding: identity');
      },
    );

    it('encoded as identity is read', async () => {
      const headers = ['Content-Type: application/json', 'Content-Encoding: identity'];
      expectProblem(await post('{}', headers), 422, 'invalid-input');
    });
  });

  describe('header', () => {
    it.each([
      ['Host', ['Host: y']],
      ['Authorization', ['Authorization: Bearer x']],
      ['Authorization, in another case', ['authorization: Bearer x']],
      ['Content-Type', ['Content-Type: application/json', 'Content-Type: text/plain']],
      ['Idempotency-Key', ['Idempotency-Key: a', 'Idempotency-Key: b']],
      ['User-Agent', ['User-Agent: a', 'User-Agent: b']],
    ])('%s twice is 400', async (_name, headers) => {
      const answer = await post(valid, headers);
      expectProblem(answer, 400, 'malformed-request');
      expect(answer.body).toContain('is given twice');
    });

    it.each(['/v1/me', '/healthz', '/docs', '/', '/nothing', '/.well-known/jwks.json'])(
      'Host twice is 400 at %s',
      async (path) => {
        const answer = await send(`GET ${path} HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n`);
        expectProblem(answer, 400, 'malformed-request');
      },
    );

    it('Host missing is 400, except from HTTP/1.0', async () => {
      expectProblem(
        await send('GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'),
        400,
        'malformed-request',
      );
      expect((await send('GET /healthz HTTP/1.0\r\n\r\n')).status).toBe(200);
    });
  });

  describe('of which only the server knows', () => {
    const get = 'GET /v1/nothing HTTP/1.1\r\nHost: x\r\n';
    const chunked =
      'POST /v1/requests HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n';

    it.each<[string, number, string, string]>([
      ['no request line', 400, 'malformed-request', 'GARBAGE\r\n\r\n'],
      ['an unknown method', 400, 'malformed-request', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['TLS', 400, 'malformed-request', '\u0016\u0003\u0001\u0002\u0000\u0001'],
      ['another protocol', 505, 'http-version-not-supported', 'GET / RTSP/9.0\r\nHost: x\r\n\r\n'],
      ['a control character in a header', 400, 'malformed-request', `${get}X: a\u0000b\r\n\r\n`],
      ['a header without a name', 400, 'malformed-request', `${get}: x\r\n\r\n`],
      ['a blank before the colon', 400, 'malformed-request', `${get}Content-Length : 1\r\n\r\nx`],
      ['a folded header', 400, 'malformed-request', `${get}X: a\r\n b\r\nContent-Length: -1\r\n\r\n`],
      ['two lengths', 400, 'malformed-request', `${get}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`],
      ['a length and chunks', 400, 'malformed-request', `${chunked}Content-Length: 5\r\n\r\n0\r\n\r\n`],
      ['a length that is no number', 400, 'malformed-request', `${get}Content-Length: 1e3\r\n\r\n`],
      [
        'an unknown transfer coding',
        400,
        'malformed-request',
        `${chunked.replace('chunked', 'chunked, gzip')}\r\n`,
      ],
      [
        'a chunk without a length',
        400,
        'malformed-request',
        `${chunked}Authorization: Bearer TOKEN\r\n\r\nzz\r\nx\r\n`,
      ],
      [
        'endless chunk extensions',
        413,
        'body-too-large',
        `${chunked}Authorization: Bearer TOKEN\r\n\r\n1;${'x'.repeat(20_000)}\r\nx\r\n`,
      ],
      ['endless headers', 431, 'headers-too-large', `${get}X: ${'x'.repeat(40_000)}\r\n\r\n`],
      [
        'an endless address',
        431,
        'headers-too-large',
        `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      ],
      [
        'a long address',
        414,
        'url-too-long',
        `GET /${'x'.repeat(9_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      ],
      ['a version to come', 505, 'http-version-not-supported', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
      ['HTTP/2 without TLS', 505, 'http-version-not-supported', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      ['an unknown expectation', 417, 'expectation-failed', `${get}Expect: the-unexpected\r\n\r\n`],
      ['a tunnel', 501, 'not-implemented', 'CONNECT db.internal:5432 HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['an upgrade', 404, 'not-found', `${get}Connection: upgrade, close\r\nUpgrade: websocket\r\n\r\n`],
      ['HTTP/1.0', 404, 'not-found', 'GET /v1/nothing HTTP/1.0\r\n\r\n'],
      [
        'an address that cannot be decoded',
        400,
        'malformed-request',
        'GET /v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      ],
      [
        'a range beyond a file',
        416,
        'range-not-satisfiable',
        'GET /docs/assets/swagger-ui.css HTTP/1.1\r\nHost: x\r\nRange: bytes=99999999-\r\nConnection: close\r\n\r\n',
      ],
      [
        'a body that is too large',
        413,
        'body-too-large',
        `POST /v1/requests HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer TOKEN\r\nContent-Length: 70000\r\n\r\n`,
      ],
      ['a precondition', 404, 'not-found', `${get}If-Match: "x"\r\nConnection: close\r\n\r\n`],
    ])('is answered with a problem: %s', async (_what, status, code, text) => {
      expectProblem(await send(Buffer.from(text.replace('TOKEN', token), 'latin1')), status, code);
    });

    it.each(['TRACE', 'PROPFIND', 'MKCOL', 'PATCH', 'OPTIONS', 'SEARCH', 'LINK', 'PURGE', 'QUERY'])(
      'is answered with a problem: the method %s',
      async (method) => {
        for (const path of ['/v1/me', '/nothing', '/']) {
          const answer = await send(
            `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
          );
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expectProblem(answer, answer.status, (JSON.parse(answer.body) as { code: string }).code);
        }
      },
    );

    it('may ask whether to continue', async () => {
      const head = `POST /v1/requests HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n`;
      const answer = await send(`${head}Content-Length: 2\r\nContent-Type: application/json\r\n\r\n{}`);
      expect([answer.status, answer.headers]).toEqual([100, 'http/1.1 100 continue']);
      expect(answer.body).toMatch(/^HTTP\/1\.1 401 [^]*"code":"missing-token"/);
    });
  });
});
