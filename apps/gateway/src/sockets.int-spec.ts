import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from './create-gateway.js';
import { startEdge } from './test/edge.js';
import type { Edge } from './test/edge.js';
import { startTestIssuer } from './test/test-issuer.js';
import type { TestIssuer } from './test/test-issuer.js';

const GET = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
const LARGE = 'GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n';

/** The settings of connections. What happens to a silent socket is specified in libs/platform/src/http-server. */
describe('the sockets of the gateway', () => {
  let nats: TestNats;
  let issuer: TestIssuer;
  let edge: Edge;
  let peers: Socket[] = [];

  beforeAll(async () => {
    [nats, issuer] = await Promise.all([testNats(), startTestIssuer()]);
  }, 60_000);

  afterAll(() => Promise.all([nats.stop(), issuer.stop()]), 30_000);

  afterEach(async () => {
    peers.forEach((socket) => socket.destroy());
    peers = [];
    await endGracefully(edge.app);
  }, 30_000);

  const start = async (settings: Record<string, string>) => {
    edge = await startEdge({
      NATS_URL: nats.url,
      OIDC_ISSUER: issuer.url,
      OIDC_JWKS_URI: `${issuer.url}/jwks`,
      ...settings,
    });
  };

  /** A peer that keeps its own half open. */
  const peer = async (text = ''): Promise<Socket> => {
    const socket = connect({ port: edge.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    peers.push(socket);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };

  const open = (): Promise<number> =>
    new Promise((resolve, reject) =>
      edge.app
        .getHttpServer()
        .getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count))),
    );

  const firstLine = async (socket: Socket): Promise<string> =>
    String((await once(socket, 'data'))[0]).split('\r\n', 1)[0] ?? '';

  it('that send no complete request are destroyed within 45 s, also when the peer does not close them', async () => {
    await start({});
    const began = performance.now();
    for (let n = 0; n < 8; n++) await peer(n % 2 ? 'GET /healthz HT' : '');
    await eventually('all are connected', async () => expect(await open()).toBe(8));
    await eventually('none is left', async () => expect(await open()).toBe(0), 45_000);
    expect(performance.now() - began).toBeGreaterThan(9_000);
  }, 60_000);

  it('are kept between requests for HTTP_KEEP_ALIVE', async () => {
    await start({ HTTP_KEEP_ALIVE: 'PT2S' });
    const began = performance.now();
    const socket = await peer(GET);
    expect(await firstLine(socket)).toBe('HTTP/1.1 200 OK');
    await eventually('it is closed', async () => expect(await open()).toBe(0), 10_000);
    expect(performance.now() - began).toBeGreaterThan(1_900);
  }, 20_000);

  it('are cut when an answer has waited for STREAM_PATIENCE', async () => {
    await start({ STREAM_PATIENCE: 'PT2S', RATE_LIMIT_ADDRESS_BURST: '1000' });
    const socket = await peer(LARGE.repeat(40));
    expect(await firstLine(socket)).toBe('HTTP/1.1 200 OK');
    socket.pause();
    await eventually('it is cut', async () => expect(await open()).toBe(0), 15_000);
  }, 30_000);

  it.each([
    ['HTTP_CONNECTIONS', { HTTP_CONNECTIONS: '3' }],
    ['HTTP_CONNECTIONS_PER_ADDRESS', { HTTP_CONNECTIONS_PER_ADDRESS: '3' }],
    ['HTTP_CONNECTIONS from a proxy', { HTTP_CONNECTIONS: '3', TRUST_PROXY: 'loopback' }],
  ])(
    'are no more than %s',
    async (_name, settings) => {
      await start(settings);
      for (let n = 0; n < 3; n++) expect(await firstLine(await peer(GET))).toBe('HTTP/1.1 200 OK');
      expect(await firstLine(await peer())).toBe('HTTP/1.1 503 Service Unavailable');
    },
    20_000,
  );

  it.each(['loopback', '127.0.0.0/8', '1'])(
    'of a proxy are not limited by address: TRUST_PROXY=%s',
    async (trusted) => {
      await start({ HTTP_CONNECTIONS_PER_ADDRESS: '3', TRUST_PROXY: trusted });
      for (let n = 0; n < 6; n++) expect(await firstLine(await peer(GET))).toBe('HTTP/1.1 200 OK');
    },
    20_000,
  );
});
