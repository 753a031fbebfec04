import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseConfig } from '@countersign/platform';
import { gatewayConfig } from '../config.js';
import { createGateway } from '../create-gateway.js';

/** A gateway that listens on a port of the system's choice. */
export interface Edge {
  app: NestFastifyApplication;
  url: string;
  port: number;
  /** Everything it logged. */
  logs(): string;
}

/** Starts a gateway; end it with `app.close()`. */
export async function startEdge(env: Record<string, string>): Promise<Edge> {
  const lines: string[] = [];
  const config = parseConfig(gatewayConfig, { HTTP_PORT: '0', LOG_LEVEL: 'debug', ...env });
  const app = await createGateway(config, { write: (line: string) => void lines.push(line) });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, port, url: `http://127.0.0.1:${port}`, logs: () => lines.join('') };
}

/** An answer, read. */
export interface Answer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the tests say what they expect of it
  body: any;
}

/** Asks and reads; a body that is no text is sent as JSON. */
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
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
