import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
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
  heard(text: string, withinMs?: number): Promise<boolean>;
}

async function client(): Promise<Talker> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  let said = '';
  socket.on('data', (bytes: Buffer) => (said += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  const heard = async (text: string, withinMs = 1000): Promise<boolean> => {
    const end = Date.now() + withinMs;
    while (said !== text && Date.now() < end) await sleep(5);
    return said === text;
  };
  return { socket, said: () => said, heard };
}

describe('a proxy', () => {
  it('loses nothing, keeps the order whatever the sizes, and passes the end on', async () => {
    const { socket, heard } = await client();
    const pieces = [1, 70_000, 3, 2_500_000, 64].map((size) => randomBytes(size));
    for (const piece of pieces) socket.write(piece);
    socket.end();
    await closed(socket);
    expect(await heard(Buffer.concat(pieces).toString('latin1'))).toBe(true);
    expect(proxy.open).toBe(0);
  });

  it('loses nothing while the delay changes, and keeps the end last', async () => {
    const { socket, heard } = await client();
    const words = Array.from({ length: 200 }, (_, i) => `${i} `);
    for (const [i, word] of words.entries()) {
      if (i % 10 === 0) proxy.delay((i * 7) % 40);
      socket.write(word);
      if (i % 20 === 0) await sleep(3);
    }
    socket.end();
    expect(await heard(words.join(''))).toBe(true);
    await sleep(20);
    expect(proxy.open).toBe(0);
  });

  it('delays both directions without reducing throughput', async () => {
    proxy.delay(60);
    const { socket, heard } = await client();
    const begun = Date.now();
    for (let i = 0; i < 20; i++) {
      socket.write('x');
      await sleep(2);
    }
    expect(await heard('x'.repeat(20))).toBe(true);
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
    await sleep(20);
    expect(atServer[0]?.destroyed).toBe(true);
    const two = await client();
    two.socket.write('b');
    expect(await two.heard('b')).toBe(true);
  });

  it('refuses until it is healed', async () => {
    proxy.refuse();
    const refused = await client();
    await closed(refused.socket);
    expect(atServer).toHaveLength(0);
    proxy.heal();
    const { socket, heard } = await client();
    socket.write('a');
    expect(await heard('a')).toBe(true);
  });

  it('loses nothing as a black hole: everything arrives when it is healed', async () => {
    const before = await client();
    proxy.stall();
    const after = await client();
    for (const { socket } of [before, after]) socket.write('held');
    await sleep(80);
    expect([before.said(), after.said()]).toEqual(['', '']);
    proxy.heal();
    expect(await before.heard('held')).toBe(true);
    expect(await after.heard('held')).toBe(true);
  });

  it.each(['client', 'server'] as const)('takes a connection from its %s only', async (gone) => {
    const { socket, heard } = await client();
    socket.write('a');
    await heard('a');
    proxy.halfOpen(gone);
    await sleep(50);
    const [lost, left] = gone === 'client' ? [socket, atServer[0]!] : [atServer[0]!, socket];
    expect([lost.destroyed, left.destroyed]).toEqual([true, false]);
    left.write('into the void');
    const other = await client();
    other.socket.write('b');
    expect(await other.heard('b')).toBe(true);
    proxy.heal();
    await closed(left);
    await sleep(20);
    expect(proxy.open).toBe(1);
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
