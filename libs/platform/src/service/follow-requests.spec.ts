import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '../logging/logger.js';
import { currentTrace } from '../logging/trace.js';
import { followRequests } from './follow-requests.js';
import { clockReaches, eventually } from '@countersign/testing';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

let app: FastifyInstance;
let url: string;
let lines: Record<string, unknown>[];

beforeEach(async () => {
  lines = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  app = fastify();
  followRequests(app, createLogger({ name: 'test', level: 'info', destination: { write } }));
  app.post('/trace', () => currentTrace());
  app.get('/readyz', () => 'ready');
  app.get('/fails', async () => {
    await clockReaches(Date.now() + 20);
    throw new Error('on purpose');
  });
  app.get('/never', () => new Promise(() => undefined));
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterEach(() => app.close());

const logged = (): Promise<Record<string, unknown>> =>
  eventually('the request is logged', () => lines[0] ?? false);

it('gives a request an id and a trace, also after its body has been read, and returns the id', async () => {
  const headers = { 'x-request-id': 'req-1', traceparent: PARENT, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/trace?q=secret`, { method: 'POST', headers, body: '{"a":1}' });
  expect(answer.headers.get('x-request-id')).toBe('req-1');
  const trace = (await answer.json()) as Record<string, unknown>;
  expect(trace).toMatchObject({
    requestId: 'req-1',
    traceparent: expect.stringMatching(/^00-4bf92f3577b34da6/) as string,
  });
  expect(await logged()).toMatchObject({ ...trace, msg: 'request completed', level: 'info' });
});

it('logs one line without headers or query', async () => {
  await fetch(`${url}/nowhere?q=secret`, { headers: { 'x-some': 'secret' } });
  expect(await logged()).toMatchObject({
    req: { method: 'GET', path: '/nowhere' },
    res: { statusCode: 404 },
    responseTime: expect.any(Number) as number,
  });
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

it('logs a failure of the server, with its duration', async () => {
  await fetch(`${url}/fails`);
  const { msg, res, responseTime } = await logged();
  expect([msg, res]).toEqual(['request errored', { statusCode: 500 }]);
  expect(responseTime).toBeGreaterThanOrEqual(19);
});

it('does not log the probes', async () => {
  await fetch(`${url}/readyz?x`);
  await fetch(`${url}/nowhere`);
  expect(await logged()).toMatchObject({ req: { path: '/nowhere' } });
});

it('logs a request that the client aborted', async () => {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(app.server, 'request');
  socket.destroy();
  expect(await logged()).toMatchObject({ req: { path: '/never' }, msg: 'request aborted' });
});
