import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Issuer } from '../people/issuer.js';
import { isFinal, outcomeOf } from './history.js';
import type { Command, Operation, Said, Try } from './history.js';
import { readAnswer } from './said.js';

/** How long one answer is waited for: longer than any of the product's own timeouts. */
const ANSWER_MS = 15_000;
/** Between two tries of the same command. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

const paths: Record<Operation, (target: string) => string> = {
  'policy.create': () => '/v1/policies',
  'request.submit': () => '/v1/requests',
  'request.get': (id) => `/v1/requests/${id}`,
  'approval.approve': (id) => `/v1/requests/${id}/approve`,
  'approval.reject': (id) => `/v1/requests/${id}/reject`,
  'approval.cancel': (id) => `/v1/requests/${id}/cancel`,
  'request.checkOut': (id) => `/v1/requests/${id}/check-out`,
  'request.checkIn': (id) => `/v1/requests/${id}/check-in`,
  'request.revoke': (id) => `/v1/requests/${id}/revoke`,
  'ticket.status': (id) => `/v1/tickets/${id}`,
};

/** Sends commands to the gateway over connections that stay open, and puts each try on record. */
export class Clerk {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly host: URL;

  constructor(
    url: string,
    private readonly issuer: Issuer,
  ) {
    this.host = new URL(url);
  }

  /** Sends a command once. Silence is on record as such; this never throws. */
  async send(command: Command): Promise<Try> {
    const { mfa } = command;
    const token = await this.issuer.token(command.person, { mfa });
    const one: Try = { sentAt: Date.now(), endedAt: null, mfa, said: null };
    command.tries.push(one);
    one.said = await this.call(command, token).catch(() => null);
    one.endedAt = Date.now();
    return one;
  }

  /**
   * Sends a command until it has a final answer. Each try after the first is with the same key.
   * @param deadline - ms since 1970; then it is left open
   */
  async insist(command: Command, deadline: number): Promise<Said | null> {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      const { said } = await this.send(command);
      if (said && isFinal(said)) return said;
      if (Date.now() + wait > deadline) return outcomeOf(command);
      await pause(wait);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private call(command: Command, token: string): Promise<Said> {
    const body = command.body === undefined ? undefined : JSON.stringify(command.body);
    return new Promise((resolve, reject) => {
      const sending = request({
        agent: this.agent,
        host: this.host.hostname,
        port: this.host.port,
        method: body === undefined ? 'GET' : 'POST',
        path: paths[command.operation](command.target),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
          ...(command.key !== null && { 'idempotency-key': command.key }),
        },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      sending.on('error', reject);
      sending.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('aborted', () => reject(new Error('the answer was cut off')));
        response.on('end', () => {
          const position = response.headers['countersign-position'];
          const text = Buffer.concat(chunks).toString();
          resolve(readAnswer(response.statusCode ?? 0, typeof position === 'string' ? position : null, text));
        });
      });
      sending.end(body);
    });
  }
}
