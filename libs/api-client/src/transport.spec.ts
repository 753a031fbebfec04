import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi, read } from './api.js';
import { Positions } from './positions.js';
import { ApiProblem, Unreachable } from './problem.js';
import type { TransportOptions } from './transport.js';

type Heard = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;
type Answer = (response: ServerResponse) => void;

const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const hangUp: Answer = (response) => response.destroy();
const busy = json(503, { code: 'unavailable', detail: 'Not now.' }, { 'retry-after': '1' });
const weak = json(
  401,
  { code: 'insufficient-user-authentication', detail: 'A second factor.' },
  { 'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="gold", max_age="300"' },
);

let heard: Heard[] = [];
let answers: Answer[] = [];
let pauses: number[] = [];
const server = createServer((request, response) => {
  heard.push(request);
  request.resume();
  (answers.shift() ?? json(200, { id: 'r' }))(response);
});
const api = (options: Partial<TransportOptions> = {}) =>
  createApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    token: () => Promise.resolve('t1'),
    pause: (ms) => Promise.resolve(void pauses.push(ms)),
    ...options,
  });
const submit = (one = api()) =>
  read(one.POST('/v1/requests', { body: { resource: 'r', account: 'a', duration: 'PT1H' } }));
const keys = () => heard.map(({ headers }) => headers['idempotency-key']);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  [heard, answers, pauses] = [[], [], []];
});

test('a command is tried again under one key when the answer is lost or nobody can give one', async () => {
  answers = [hangUp, busy];
  expect(await submit()).toEqual({ id: 'r' });
  expect(heard).toHaveLength(3);
  expect(keys()[0]).toMatch(/^[\w-]{36}$/);
  expect(new Set(keys()).size).toBe(1);
  expect(pauses[1]).toBeGreaterThanOrEqual(1000);
});

test('the next command has a key of its own, a read has none', async () => {
  await submit();
  await submit();
  await read(api().GET('/v1/me'));
  expect(new Set(keys()).size).toBe(3);
  expect(keys()[2]).toBeUndefined();
});

test('a refusal is thrown as it is, and not tried again', async () => {
  const errors = [{ path: 'duration', message: 'is too long' }];
  answers = [
    json(422, { code: 'invalid-input', detail: 'The input is not valid.', errors }, { 'x-request-id': 'q' }),
  ];
  const refused = await submit().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiProblem);
  expect(refused).toMatchObject({ status: 422, code: 'invalid-input', errors, requestId: 'q' });
  expect(heard).toHaveLength(1);
});

test('a refusal keeps what else it says, such as the request that stands in the way', async () => {
  answers = [
    json(409, { code: 'duplicate-request', detail: 'You have one.', status: 409, openRequestId: 'r1' }),
  ];
  await expect(submit()).rejects.toMatchObject({
    code: 'duplicate-request',
    members: { openRequestId: 'r1' },
  });
});

test('what is no problem document is told by its status alone', async () => {
  answers = [(response) => response.writeHead(502).end('<html>secret stack</html>')];
  await expect(submit()).rejects.toMatchObject({ code: 'http-502', message: 'The server answered 502.' });
});

test('it gives up: the last refusal, or that nobody answers', async () => {
  answers = Array.from({ length: 9 }, () => busy);
  await expect(submit()).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  expect(heard).toHaveLength(5);
  answers = Array.from({ length: 9 }, () => hangUp);
  await expect(submit()).rejects.toThrow(Unreachable);
});

test('reads send the positions of the writes before them, the highest of each log', async () => {
  const positions = new Positions();
  const one = api({ positions });
  answers = [json(201, {}, { 'countersign-position': 'request=42, approval=7' })];
  answers.push(json(201, {}, { 'countersign-position': 'request=41' }));
  await submit(one);
  await submit(one);
  await read(one.GET('/v1/me'));
  expect(heard[2]?.headers['countersign-position']).toBe('request=42, approval=7');
  expect(heard[1]?.headers['countersign-position']).toBeUndefined();
});

test('a stronger sign-in is asked for once, with what it must prove, and the same command goes on', async () => {
  answers = [weak];
  const asked: unknown[] = [];
  const stepUp: TransportOptions['stepUp'] = (wanted) =>
    Promise.resolve(void asked.push(wanted)).then(() => 't2');
  await submit(api({ stepUp }));
  expect(asked).toEqual([{ acrValues: 'gold', maxAge: 300 }]);
  expect(heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  expect(new Set(keys()).size).toBe(1);

  answers = [weak, weak];
  await expect(submit(api({ stepUp }))).rejects.toMatchObject({ code: 'insufficient-user-authentication' });
  expect(asked).toHaveLength(2);
});

test('a redirect is not followed: the token is for this address', async () => {
  const elsewhere: Answer = (response) => response.writeHead(307, { location: '/elsewhere' }).end();
  answers = Array.from({ length: 5 }, () => elsewhere);
  await expect(read(api().GET('/v1/me'))).rejects.toThrow(Unreachable);
  expect(heard.map(({ url }) => url)).not.toContain('/elsewhere');
});
