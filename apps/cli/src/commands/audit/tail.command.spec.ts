import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Terminal } from '../../output/terminal.js';
import { run } from '../../run.js';

test('a server that does not wait is asked once a second, not without end', async () => {
  const askedAt: number[] = [];
  const server = createServer((_, answer) => {
    askedAt.push(performance.now());
    answer.statusCode = askedAt.length < 3 ? 200 : 403;
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
  await run({ args: ['audit', 'tail', '--follow', '--after', 'c'], env, terminal, version: '0' });
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
  const [first = 0, second = 0, third = 0] = askedAt;
  expect(Math.min(second - first, third - second)).toBeGreaterThan(900);
});
