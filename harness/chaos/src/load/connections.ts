import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** Timeout of an answer: longer than any of the product's own timeouts. */
const ANSWER_MS = 15_000;

/** One call of the gateway. */
export interface Call {
  /** By default GET, or POST with a body. */
  method?: 'PUT' | undefined;
  path: string;
  token: string;
  body?: string | undefined;
  key?: string | null;
  /** The version of `If-Match`. */
  ifMatch?: number | undefined;
}

export interface Answer {
  status: number;
  /** Header `Countersign-Position`. */
  position: string | null;
  text: string;
}

/** Connections to the gateway that stay open from call to call. */
export class Connections {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly host: URL;

  constructor(url: string) {
    this.host = new URL(url);
  }

  /** @throws Error if no complete answer comes */
  ask({ method, path, token, body, key, ifMatch }: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sending = request({
        agent: this.agent,
        host: this.host.hostname,
        port: this.host.port,
        path,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
          ...(typeof key === 'string' && { 'idempotency-key': key }),
          ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
        },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      sending.on('error', reject);
      sending.on('response', (response) => void wholeAnswer(response).then(resolve, reject));
      sending.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

async function wholeAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const position = response.headers['countersign-position'];
  return {
    status: response.statusCode ?? 0,
    position: typeof position === 'string' ? position : null,
    text: Buffer.concat(chunks).toString(),
  };
}
