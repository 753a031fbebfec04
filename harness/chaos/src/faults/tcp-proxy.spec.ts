import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { eventually } from '@countersign/testing';
import { TcpProxy } from './tcp-proxy.js';

let echo: Server;
let atServer: Socket[];
let proxy: TcpProxy;
let clients: Socket[];

beforeEach(async () => {
  atServer = [];
  clients = [];
  echo = createServer((socket) => {
    atServer.push(socket);
    socket.on('error', () => undefined).pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.stop();
  echo.close();
});

/** However the connection ends: a reset does not fail the test. */
const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve));

interface Talker {
  socket: Socket;
  said(): string;
  heard(text: string): Promise<void>;
}

async function client(): Promise<Talker> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  let said = '';
  socket.on('data', (bytes: Buffer) => (said += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  const heard = (text: string): Promise<void> =>
    eventually(`it hears ${text.slice(0, 20)}`, () => said === text);
  return { socket, said: () => said, heard };
}

describe('a proxy', () => {
  it('loses nothing, keeps the order whatever the sizes, and passes the end on', async () => {
    const { socket, heard } = await client();
    const pieces = [1, 70_000, 3, 2_500_000, 64].map((size) => randomBytes(size));
    for (const piece of pieces) socket.write(piece);
    socket.end();
    await closed(socket);
    await heard(Buffer.concat(pieces).toString('latin1'));
    expect(proxy.open).toBe(0);
  });

  it('loses nothing while the delay changes, and keeps the end last', async () => {
    const { socket, heard } = await client();
    const words = Array.from({ length: 200 }, (_, i) => `${i} `);
    for (const [i, word] of words.entries()) {
      if (i % 10 === 0) proxy.delay((i * 7) % 40);
      socket.write(word);
      if (i % 20 === 0) await nextTurn();
    }
    socket.end();
    await heard(words.join(''));
    await eventually('the connection is gone', () => proxy.open === 0);
  });

  it('delays both directions without reducing throughput', async () => {
    proxy.delay(60);
    const { socket, heard } = await client();
    const begun = Date.now();
    for (let i = 0; i < 20; i++) {
      socket.write('x');
      await nextTurn();
    }
    await heard('x'.repeat(20));
    const took = Date.now() - begun;
    expect(took).toBeGreaterThanOrEqual(115);
    expect(took).toBeLessThan(600);
  });

  it('cuts connections, and accepts new ones', async () => {
    const one = await client();
    one.socket.write('a');
    await one.heard('a');
    proxy.cut();
    await closed(one.socket);
    await eventually('the server has lost it', () => atServer[0]?.destroyed === true);
    const two = await client();
    two.socket.write('b');
    await two.heard('b');
  });

  it('refuses until it is healed', async () => {
    proxy.refuse();
    const refused = await client();
    await closed(refused.socket);
    expect(atServer).toHaveLength(0);
    proxy.heal();
    const { socket, heard } = await client();
    socket.write('a');
    await heard('a');
  });

  it('loses nothing as a black hole: everything arrives when it is healed', async () => {
    const before = await client();
    proxy.stall();
    const after = await client();
    for (const { socket } of [before, after]) socket.write('held');
    await eventually('the proxy has both', () => proxy.held === 2 * 'held'.length);
    expect([before.said(), after.said()]).toEqual(['', '']);
    proxy.heal();
    await before.heard('held');
    await after.heard('held');
  });

  it.each(['client', 'server'] as const)('takes a connection from its %s only', async (gone) => {
    const { socket, heard } = await client();
    socket.write('a');
    await heard('a');
    proxy.halfOpen(gone);
    const [lost, left] = gone === 'client' ? [socket, atServer[0]!] : [atServer[0]!, socket];
    await eventually('the connection is lost', () => lost.destroyed);
    expect(left.destroyed).toBe(false);
    left.write('into the void');
    const other = await client();
    other.socket.write('b');
    await other.heard('b');
    expect(left.destroyed).toBe(false);
    proxy.heal();
    await closed(left);
    await eventually('only the other is left', () => proxy.open === 1);
  });

  it('ends a connection when there is no server', async () => {
    for (const socket of atServer) socket.destroy();
    echo.close();
    await once(echo, 'close');
    const { socket } = await client();
    await closed(socket);
    expect(proxy.open).toBe(0);
  });
});
