import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { clockReaches, eventually } from '@countersign/testing';
import { Metrics } from '../metrics/metrics.js';
import { Connections } from './connections.js';
import type { ConnectionLimits } from './connections.js';
import { answerUnreadable, guardServer, httpServerOptions } from './guard-server.js';

const TIMES = { keepAliveMs: 1_500, requestMs: 1_500, patienceMs: 1_500 };
/** Times, the pause between two looks, what Node adds to its keep-alive timeout, and a busy machine. */
const LATEST_MS = 12_000;
const MANY: ConnectionLimits = { total: 100, perAddress: 100, isProxy: () => false };
const BIG = Buffer.alloc(48 * 1024 * 1024, 'x');

const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n';
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** A server whose `/held` is answered by `release`, and whose `/big` is one large write. */
class TestServer {
  readonly metrics = new Metrics('test');
  readonly held: ServerResponse[] = [];
  readonly server: Server;

  constructor(limits = MANY) {
    const connections = new Connections(limits, TIMES);
    this.server = createServer(
      {
        ...httpServerOptions,
        headersTimeout: 1_000,
        requestTimeout: TIMES.requestMs,
        connectionsCheckingInterval: 250,
      },
      (request, response) => this.answer(request, response),
    );
    this.server.keepAliveTimeout = TIMES.keepAliveMs;
    this.server.on('clientError', (error, socket) => {
      if (socket instanceof Socket) answerUnreadable(error, socket, connections);
    });
    guardServer(this.server, connections, this.metrics);
  }

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  /** How many sockets the server holds. */
  open(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private answer({ url }: IncomingMessage, response: ServerResponse): void {
    if (url === '/held') this.held.push(response);
    else if (url === '/big') response.end(BIG);
    else response.end('ok');
  }
}

/** A peer that never closes its own half. */
class Peer {
  received = '';
  bytes = 0;
  readonly socket: Socket;
  readonly ended: Promise<unknown>;

  constructor(server: Server) {
    const { port } = server.address() as AddressInfo;
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => {
      this.bytes += chunk.length;
      if (this.bytes < 10_000) this.received += chunk.toString('latin1');
    });
    this.ended = Promise.race([once(this.socket, 'end'), once(this.socket, 'close')]).catch(() => undefined);
  }

  send(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** Sends the text again and again, until the peer is closed. */
  repeat(text: string, everyMs = 200): this {
    const timer = setInterval(() => this.socket.write(text), everyMs);
    this.socket.once('close', () => clearInterval(timer));
    return this;
  }
}

let running: TestServer;
let peers: Peer[] = [];

const peer = (): Peer => {
  const made = new Peer(running.server);
  peers.push(made);
  return made;
};

const sockets = (): number => {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith('socket:')).length;
};

beforeEach(async () => {
  running = await new TestServer().start();
});

afterEach(async () => {
  peers.forEach(({ socket }) => socket.destroy());
  peers = [];
  await running.stop();
});

const isGone = (what: string) =>
  eventually(what, async () => expect(await running.open()).toBe(0), LATEST_MS);

describe('a peer that does not send a complete request', () => {
  it.each<[string, (one: Peer) => unknown]>([
    ['nothing at all', () => undefined],
    ['half of the headers', (one) => one.send('GET / HTTP/1.1\r\nHost: x\r\n')],
    ['headers letter by letter', (one) => one.send('GET / HTTP/1.1\r\nX: ').repeat('x')],
    ['headers without a body', (one) => one.send(POST.replace('POST /', 'POST /held'))],
    [
      'a body letter by letter',
      (one) => one.send(POST.replace('10', '1000').replace('POST /', 'POST /held')).repeat('x'),
    ],
    ['empty lines before a request', (one) => one.repeat('\r\n')],
    ['empty lines after a request', (one) => one.send(GET).repeat('\r\n')],
    ['half of a second request', (one) => one.send(`${GET}GET / HT`)],
    ['the headers of a request that was answered at once', (one) => one.send(POST)],
    ['a body letter by letter after the answer', (one) => one.send(POST.replace('10', '1000')).repeat('x')],
    [
      'chunks for ever',
      (one) =>
        one.send('POST /held HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n').repeat('1\r\nx\r\n'),
    ],
    ['half of the headers, and then its end', (one) => one.send('GET / HT').socket.end()],
    ['garbage', (one) => one.send('\0\0\0').repeat('\0')],
  ])(
    'is destroyed: %s',
    async (_what, send) => {
      const one = peer();
      await once(one.socket, 'connect');
      await eventually('it is connected', async () => expect(await running.open()).toBe(1));
      send(one);
      await isGone('the server holds no socket');
    },
    20_000,
  );

  it('is answered 408, unless it was answered already', async () => {
    const silent = peer().send('GET / HTTP/1.1\r\nHost: x\r\n');
    const answered = peer().send(POST);
    await Promise.all([silent.ended, answered.ended]);
    expect(silent.received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answered.received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answered.received).not.toContain('408');
    // A second later, and not only when the limit for all silent peers is reached.
    await eventually('it is destroyed', async () => expect(await running.open()).toBe(0), 2_500);
  }, 20_000);

  it('is cut without an answer while an earlier request has none', async () => {
    const one = peer().send('GET /held HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE\r\n\r\n');
    await one.ended;
    expect(one.received).toBe('');
    await isGone('the server holds no socket');
  }, 20_000);

  it('leaves no file descriptor', async () => {
    const before = sockets();
    for (let n = 0; n < 30; n++) peer().send(['', 'GET / HT', POST, `${GET}\r\n`][n % 4] ?? '');
    await eventually('all are connected', async () => expect(await running.open()).toBe(30));
    await isGone('the server holds no socket');
    await Promise.all(peers.map(({ socket }) => (socket.destroy(), once(socket, 'close'))));
    await eventually('the process has as many sockets as before', () => expect(sockets()).toBe(before));
  }, 30_000);
});

describe('between two requests', () => {
  it('a connection is kept for the time that is set, and no longer', async () => {
    const one = peer().send(GET);
    await eventually('it is answered', () => expect(one.received).toContain('ok'));
    await clockReaches(Date.now() + TIMES.keepAliveMs - 700);
    one.send(GET);
    await eventually('it is answered again', () => expect(one.received.match(/ok/g)).toHaveLength(2));
    await isGone('the server holds no socket');
  }, 20_000);
});

describe('an answer', () => {
  it('is cut when its reader takes nothing', async () => {
    const one = peer().send('GET /big HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually('it begins', () => expect(one.bytes).toBeGreaterThan(0));
    one.socket.pause();
    await isGone('the server holds no socket');
    expect(await running.metrics.text()).toContain(
      'countersign_http_connections_ended_total{limit="timeout",service="test"} 1',
    );
  }, 20_000);

  it('is not cut while its reader takes something, within one large write', async () => {
    const one = peer().send('GET /big HTTP/1.1\r\nHost: x\r\n\r\n');
    const began = performance.now();
    one.socket.on('data', () => {
      if (performance.now() - began > 3 * TIMES.patienceMs) return;
      one.socket.pause();
      void clockReaches(Date.now() + 20).then(() => one.socket.resume());
    });
    await eventually('all of it arrives', () => expect(one.bytes).toBeGreaterThan(BIG.length), 30_000);
    expect(performance.now() - began).toBeGreaterThan(2 * TIMES.patienceMs);
  }, 40_000);

  it('that the server has not written yet waits for as long as the server takes', async () => {
    const one = peer().send('GET /held HTTP/1.1\r\nHost: x\r\n\r\n');
    await clockReaches(Date.now() + 2 * TIMES.patienceMs + 4_500);
    running.held[0]?.end('late');
    await eventually('it arrives', () => expect(one.received).toContain('late'));
  }, 20_000);
});

describe('too many connections', () => {
  const restart = async (limits: Partial<typeof MANY>) => {
    await running.stop();
    running = await new TestServer({ ...MANY, ...limits }).start();
  };

  it.each([
    ['in total', { total: 3 }, 'to this server'],
    ['from one address', { perAddress: 3 }, 'from this address'],
    ['in total, also from a proxy', { total: 3, isProxy: () => true }, 'to this server'],
  ])(
    '%s are answered 503 and closed, until another one ends',
    async (_what, limits, sentence) => {
      await restart(limits);
      const first = peer();
      peer();
      peer();
      await eventually('three are open', async () => expect(await running.open()).toBe(3));
      const refused = peer();
      await refused.ended;
      expect(refused.received).toMatch(
        /^HTTP\/1\.1 503 Service Unavailable\r\n[^]*Retry-After: 5\r\n[^]*"code":"too-many-connections"/,
      );
      expect(refused.received).toContain(sentence);
      await eventually('only those three are open', async () => expect(await running.open()).toBe(3));
      first.socket.destroy();
      await eventually('two are open', async () => expect(await running.open()).toBe(2));
      const next = peer().send(GET);
      await eventually('the next is answered', () => expect(next.received).toMatch(/^HTTP\/1\.1 200 /));
    },
    20_000,
  );

  it('from one proxy are no more than those of many people', async () => {
    await restart({ perAddress: 3, isProxy: (address) => address === '127.0.0.1' });
    const through = Array.from({ length: 10 }, () => peer().send(GET));
    for (const one of through)
      await eventually('it is answered', () => expect(one.received).toMatch(/^HTTP\/1\.1 200 /));
  }, 20_000);

  it('are refused without holding sockets, however many they are', async () => {
    await restart({ perAddress: 2 });
    const crowd = Array.from({ length: 80 }, () => peer());
    await Promise.all(crowd.slice(2).map(({ ended }) => ended));
    await eventually('two are open', async () => expect(await running.open()).toBe(2));
  }, 20_000);
});
