import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connections } from './connections.js';
import { FeedReader } from './feed-reader.js';
import { History } from './history.js';

let server: Server;
let connections: Connections;
let reader: FeedReader;
let history: History;
let asked: string[];
/** The answers in turn; after the last, there is nothing new. */
let answers: [status: number, body: unknown][];

const page = (cursor: string, ...positions: number[]): [number, unknown] => [
  200,
  {
    items: positions.map((n) => ({
      source: 'countersign/chaos/request',
      sequence: String(n),
      hash: `hash ${n}`,
    })),
    nextCursor: cursor,
  },
];

beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [status, body] = answers.shift() ?? page('end');
    response.writeHead(status).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  connections = new Connections(url);
  history = new History(url);
  const token = () => Promise.resolve('token');
  const issuer = { issuer: url, jwksUri: url, token, close: () => Promise.resolve() };
  reader = new FeedReader(connections, issuer, history);
});
afterEach(async () => {
  connections.close();
  server.close();
  await once(server, 'close');
});

/** A person received an answer that names this position of the request log. */
function acknowledge(position: number): void {
  const said = { status: 200, position: `request=${position}` };
  history.commands.push({ tries: [{ said }] } as never);
}

it('continues at the cursor, through “try again”, until every acknowledged event has arrived', async () => {
  acknowledge(3);
  answers = [page('a', 1, 2), [503, { code: 'cursor-ahead' }], page('b'), page('c', 3)];
  await reader.finish(Date.now() + 10_000);
  expect(history.feed.events).toEqual(
    [1, 2, 3].map((position) => ({ log: 'request', position, hash: `hash ${position}` })),
  );
  expect(asked.map((path) => /after=(.*)/.exec(path)?.[1])).toEqual([undefined, 'a', 'a', 'b']);
  expect(history.feed.refusals).toEqual([]);
});

it('records that it was refused', async () => {
  acknowledge(1);
  answers = [[409, { code: 'cursor-diverged' }], page('a', 1)];
  await reader.finish(Date.now() + 10_000);
  expect(history.feed.refusals).toEqual([expect.stringContaining('409 {"code":"cursor-diverged"}')]);
});
