import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Terminal } from '../output/terminal.js';
import { run } from '../run.js';

it('asks a server that does not wait once a second', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const pauses = () => timers.mock.calls.filter(([, ms]) => ms === 1_000).length;
  let asked = 0;
  const server = createServer((_, answer) => {
    answer.statusCode = ++asked < 3 ? 200 : 403;
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ items: [], nextCursor: 'c' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'tail-'));
  const env = {
    COUNTERSIGN_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    COUNTERSIGN_TOKEN: 'token',
    XDG_CONFIG_HOME: folder,
  };
  const terminal = new Terminal(new PassThrough(), new PassThrough());
  const ended = run({ args: ['audit', 'tail', '--follow', '--after', 'c'], env, terminal, version: '0' });
  for (const times of [1, 2]) {
    while (pauses() < times) await nextTurn();
    jest.advanceTimersByTime(999);
    expect([asked, jest.getTimerCount()]).toEqual([times, 1]);
    jest.advanceTimersByTime(1);
    expect(jest.getTimerCount()).toBe(0);
  }
  await ended;
  expect(asked).toBe(3);
  jest.useRealTimers();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

it.each([
  [
    'the name of the private text',
    { private: JSON.stringify({ name: 'Erin\u001b[2J Ellis', salt: 'x' }) },
    'Erin<U+001B>[2J Ellis',
  ],
  ['the id where the name was erased', {}, 'erin'],
  ['the id where the private text is not JSON', { private: 'Erin' }, 'erin'],
  ['the id where the private text is not an object', { private: 'null' }, 'erin'],
])('prints an event with %s', async (_, beside, shown) => {
  const event = {
    time: '2026-01-31T09:41:07.318442Z',
    type: 'access.revoked',
    subject: 'request-1',
    data: { actor: { kind: 'person', issuer: 'https://id.example.com', id: 'erin' } },
    ...beside,
  };
  const server = createServer((request, answer) => {
    const items = request.url?.includes('after=end') ? [] : [event];
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ items, nextCursor: 'end' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'tail-'));
  const env = {
    COUNTERSIGN_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    COUNTERSIGN_TOKEN: 'token',
    XDG_CONFIG_HOME: folder,
  };
  const out = new PassThrough();
  const code = await run({
    args: ['audit', 'tail'],
    env,
    terminal: new Terminal(out, new PassThrough()),
    version: '0',
  });
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
  expect([code, String(out.read())]).toEqual([
    0,
    `2026-01-31T09:41:07.318442Z  access.revoked  request-1  ${shown}\n`,
  ]);
});
