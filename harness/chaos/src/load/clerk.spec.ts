import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { people } from '../people/people.js';
import { Clerk } from './clerk.js';
import { Connections } from './connections.js';
import { outcomeOf } from './history.js';
import type { Command } from './history.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answers: Answer[];
let connections: Connections;
let clerk: Clerk;
let asked: string[];

const say =
  (status: number, body: unknown = {}): Answer =>
  (_, response) =>
    void response.writeHead(status).end(JSON.stringify(body));
const hangUp: Answer = ({ socket }) => socket.destroy();
const cutOff: Answer = ({ socket }, response) => {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"id":', () => socket.destroy());
};

const approval = (): Command => ({
  lifecycle: 1,
  operation: 'approval.approve',
  person: people.broker,
  target: 'r',
  body: {},
  key: 'k',
  mfa: false,
  why: '',
  tries: [],
});

beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer((request, response) => {
    const { authorization, 'idempotency-key': key, 'if-match': ifMatch } = request.headers;
    asked.push([request.method, request.url, key, authorization, ifMatch].filter(Boolean).join(' '));
    (answers.shift() ?? say(200))(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = (person: { id: string }, { mfa = false } = {}) => Promise.resolve(`${person.id}-${mfa}`);
  connections = new Connections(url);
  clerk = new Clerk(connections, { issuer: url, jwksUri: url, token, close: () => Promise.resolve() });
});
afterEach(async () => {
  connections.close();
  server.close();
  await once(server, 'close');
});

it('sends a command with the key and the token of its person, and records the attempt', async () => {
  const command = approval();
  await clerk.send(command);
  expect(asked).toEqual(['POST /v1/requests/r/approve k Bearer broker-false']);
  expect(command.tries).toMatchObject([{ mfa: false, said: { status: 200 } }]);
});

it('sends an edit as a PUT that names the version to replace', async () => {
  const edit = { operation: 'policy.update', person: people.admin, target: 'p', ifMatch: 3 } as const;
  await clerk.send({ ...approval(), ...edit });
  expect(asked).toEqual(['PUT /v1/policies/p k Bearer admin-false "3"']);
});

it('repeats a command with the same key after silence and “try again”, until the answer is final', async () => {
  answers = [hangUp, say(503), cutOff, say(429), say(409, { code: 'not-pending' })];
  const command = approval();
  expect(await clerk.insist(command, Date.now() + 10_000)).toMatchObject({
    status: 409,
    code: 'not-pending',
  });
  expect(new Set(asked).size).toBe(1);
  expect(command.tries.map(({ said }) => said?.status ?? null)).toEqual([null, 503, null, 429, 409]);
  expect(command.tries.every(({ sentAt, endedAt }) => endedAt !== null && endedAt >= sentAt)).toBe(true);
});

it('leaves a command open at its deadline', async () => {
  answers = [say(503), say(503), say(503), say(503), say(503)];
  const command = approval();
  expect(await clerk.insist(command, Date.now() + 100)).toBeNull();
  expect(outcomeOf(command)).toBeNull();
});
