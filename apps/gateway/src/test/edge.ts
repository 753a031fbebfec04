import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseConfig } from '@countersign/platform';
import { gatewayConfig } from '../config.js';
import { createGateway } from '../create-gateway.js';

/** A gateway that listens on a port of the system's choice. */
export interface Edge {
  app: NestFastifyApplication;
  url: string;
  port: number;
}

/** Starts a gateway; end it with `app.close()`. */
export async function startEdge(
  env: Record<string, string>,
  logTo: { write(line: string): void } = { write: () => undefined },
): Promise<Edge> {
  const config = parseConfig(gatewayConfig, { HTTP_PORT: '0', LOG_LEVEL: 'debug', ...env });
  const app = await createGateway(config, logTo);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, port, url: `http://127.0.0.1:${port}` };
}

/** Members of a JSON answer the tests look at one by one. */
interface AnswerBody {
  [member: string]: unknown;
  detail: string;
  requestId: string;
  errors: { path: string; message: string }[];
  dependencies: Record<string, { up: boolean; detail?: string } | undefined>;
}

/** An answer, read. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Empty if the answer is not JSON. */
  body: AnswerBody;
}

/** Calls and reads the answer; a body that is not a text is sent as JSON. */
export async function ask(
  url: string,
  method: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { token, body, headers } = options;
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  const read = (isJson ? JSON.parse(text) : {}) as AnswerBody;
  return { status: response.status, headers: response.headers, text, body: read };
}
