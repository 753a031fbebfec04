import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';

/** The submissions to send. */
export interface SubmitLoad {
  port: number;
  connections: number;
  submissions: number;
  /** Time limit, whatever the number of submissions so far. */
  milliseconds: number;
  /** Used in turn over all connections. */
  tokens: string[];
}

/** The result of a load. */
export interface SubmitRate {
  answered: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/**
 * Submits over a number of connections, each of which sends its next submission when it has the answer to the previous
 * submission. The client shares the machine with the contender, so it does little: it writes prepared bytes, and reads
 * only the length and the status of an answer.
 * @throws Error with the first answer whose status is not 201
 */
export async function submitLoad(load: SubmitLoad): Promise<SubmitRate> {
  const times: number[] = [];
  const start = performance.now();
  const until = start + load.milliseconds;
  const nextHead = inTurn(load.tokens.map(headOf));
  const run = randomUUID();
  let left = load.submissions;
  const goesOn = () => left-- > 0 && performance.now() < until;
  await Promise.all(
    Array.from({ length: load.connections }, (_, i) =>
      submitter({ port: load.port, goesOn, nextHead, name: `${run}-${i}` }, times),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const quantile = (q: number) =>
    times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? Number.NaN;
  return {
    answered: times.length,
    perSecond: times.length / seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
  };
}

/** Head of a submission, up to the length of its body. */
const headOf = (token: string): string =>
  `POST /v1/requests HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;

export const submitBodyText = (resource: string): string =>
  `{"resource":"${resource}","account":"db-admin","duration":"PT1H","justification":"Index rebuild","ticket":"INC-42"}`;

/** Returns the texts in turn, endlessly. */
function inTurn(texts: string[]): () => string {
  let next = 0;
  return () => texts[next++ % texts.length] ?? '';
}

interface Submitter {
  port: number;
  /** Whether to submit again. */
  goesOn: () => boolean;
  nextHead: () => string;
  /** Prefix of its resources, so that all resources are different. */
  name: string;
}

async function submitter({ port, goesOn, nextHead, name }: Submitter, times: number[]): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  try {
    const answers = answersOf(socket);
    for (let n = 0; goesOn(); n++) {
      const body = submitBodyText(`prod-db-${name}-${n}`);
      const sent = performance.now();
      socket.write(`${nextHead()}Content-Length: ${body.length}\r\n\r\n${body}`);
      const answer = await answers();
      if (!answer.startsWith('HTTP/1.1 201 ')) throw new Error(`not a 201: ${answer}`);
      times.push(performance.now() - sent);
    }
  } finally {
    socket.destroy();
  }
}

/** Complete answers, one at a time; each has a Content-Length. */
function answersOf(socket: Socket): () => Promise<string> {
  let text = '';
  let settle: { resolve: (answer: string) => void; reject: (error: Error) => void } | null = null;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text = text ? text + chunk : chunk;
    if (!isWhole(text)) return;
    const answer = text;
    text = '';
    settle?.resolve(answer);
  });
  socket.on('error', (error) => settle?.reject(error));
  socket.on('close', () => settle?.reject(new Error(`the gateway closed the connection: ${text}`)));
  return () => new Promise((resolve, reject) => (settle = { resolve, reject }));
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  return length !== undefined && text.length >= end + 4 + Number(length);
}
