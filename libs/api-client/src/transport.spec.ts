import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi, read } from './api.js';
import { Positions } from './positions.js';
import { ApiProblem, Unreachable } from './problem.js';
import { retryDelay } from './transport.js';
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
const submit = (client = api()) =>
  read(client.POST('/v1/requests', { body: { resource: 'r', account: 'a', duration: 'PT1H' } }));
const keys = () => heard.map(({ headers }) => headers['idempotency-key']);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  heard = [];
  answers = [];
  pauses = [];
});

it('retries a command under the same key when the answer is lost or the service is unavailable', async () => {
  answers = [hangUp, busy];
  expect(await submit()).toEqual({ id: 'r' });
  expect(heard).toHaveLength(3);
  expect(keys()[0]).toMatch(/^[\w-]{36}$/);
  expect(new Set(keys()).size).toBe(1);
  expect(pauses[1]).toBeGreaterThanOrEqual(1000);
});

it('gives each command its own key, and a read none', async () => {
  await submit();
  await submit();
  await read(api().GET('/v1/me'));
  expect(new Set(keys()).size).toBe(3);
  expect(keys()[2]).toBeUndefined();
});

it('throws a refusal as it is, without a retry', async () => {
  const errors = [{ path: 'duration', message: 'is too long' }];
  answers = [
    json(422, { code: 'invalid-input', detail: 'The input is not valid.', errors }, { 'x-request-id': 'q' }),
  ];
  const refused = await submit().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiProblem);
  expect(refused).toMatchObject({ status: 422, code: 'invalid-input', errors, requestId: 'q' });
  expect(heard).toHaveLength(1);
});

it('keeps further members of a refusal, such as the conflicting request', async () => {
  answers = [
    json(409, { code: 'duplicate-request', detail: 'You have one.', status: 409, openRequestId: 'r1' }),
  ];
  await expect(submit()).rejects.toMatchObject({
    code: 'duplicate-request',
    members: { openRequestId: 'r1' },
  });
});

it('describes an answer without a problem document by its status', async () => {
  answers = [(response) => response.writeHead(502).end('<html>secret stack</html>')];
  await expect(submit()).rejects.toMatchObject({ code: 'http-502', message: 'The server answered 502.' });
});

it('gives up after five attempts with the last refusal, or as unreachable', async () => {
  answers = Array.from({ length: 9 }, () => busy);
  await expect(submit()).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  expect(heard).toHaveLength(5);
  answers = Array.from({ length: 9 }, () => hangUp);
  await expect(submit()).rejects.toThrow(Unreachable);
});

it('sends with a read the highest position of each log that was written before', async () => {
  const positions = new Positions();
  const client = api({ positions });
  answers = [json(201, {}, { 'countersign-position': 'request=42, approval=7' })];
  answers.push(json(201, {}, { 'countersign-position': 'request=41' }));
  await submit(client);
  await submit(client);
  await read(client.GET('/v1/me'));
  expect(heard[2]?.headers['countersign-position']).toBe('request=42, approval=7');
  expect(heard[1]?.headers['countersign-position']).toBeUndefined();
});

it('asks once for a stronger sign-in, and repeats the command under the same key', async () => {
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

it('follows no redirect, because the token is for this address only', async () => {
  const elsewhere: Answer = (response) => response.writeHead(307, { location: '/elsewhere' }).end();
  answers = Array.from({ length: 5 }, () => elsewhere);
  await expect(read(api().GET('/v1/me'))).rejects.toThrow(Unreachable);
  expect(heard.map(({ url }) => url)).not.toContain('/elsewhere');
});

const delay = (attempt: number, status: number | null, retryAfter: string | null = null, random = 0) =>
  retryDelay({ attempt, status, retryAfter }, random);

it('retries temporary failures with a growing delay, up to five attempts', () => {
  expect([1, 2, 3, 4, 5].map((attempt) => delay(attempt, null))).toEqual([250, 500, 1000, 2000, null]);
  expect(delay(1, 503)).toBe(250);
  expect(delay(1, 429)).toBe(250);
});

it.each([200, 400, 401, 403, 404, 409, 412, 422, 500, 502])('does not retry after a %i', (status) => {
  expect(delay(1, status)).toBeNull();
});

it('waits at least Retry-After, and gives up when it is too long', () => {
  expect(delay(1, 503, '3')).toBe(3000);
  expect(delay(1, 503, '3', 1)).toBe(3750);
  expect(delay(3, 503, '0')).toBe(1000);
  expect(delay(1, 503, '31')).toBeNull();
  expect(delay(1, 503, 'Wed, 21 Oct 2026 07:28:00 GMT')).toBe(250);
});
