import { setTimeout as pause } from 'node:timers/promises';
import type { Issuer } from '../people/issuer.js';
import type { Connections } from './connections.js';
import { isFinal, outcomeOf } from './history.js';
import type { Command, Operation, Said, Try } from './history.js';
import { readAnswer } from './said.js';

/** Pause between two attempts of the same command. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

const paths: Record<Operation, (target: string) => string> = {
  'policy.create': () => '/v1/policies',
  'policy.update': (id) => `/v1/policies/${id}`,
  'policy.get': (id) => `/v1/policies/${id}`,
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

/** Sends commands to the gateway, and records each attempt. */
export class Clerk {
  constructor(
    private readonly connections: Connections,
    private readonly issuer: Issuer,
  ) {}

  /** Sends a command once. A missing answer is recorded as such; this never throws. */
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
   * Sends a command until it has a final answer. All attempts use the same key.
   * @param deadline - ms since 1970; after that the command is left open
   */
  async insist(command: Command, deadline: number): Promise<Said | null> {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      const { said } = await this.send(command);
      if (said && isFinal(said)) return said;
      if (Date.now() + wait > deadline) return outcomeOf(command);
      await pause(wait);
    }
  }

  private async call({ operation, target, body, key, ifMatch }: Command, token: string): Promise<Said> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const method = operation === 'policy.update' ? 'PUT' : undefined;
    const path = paths[operation](target);
    const answer = await this.connections.ask({ method, path, token, key, ifMatch, body: text });
    return readAnswer(answer.status, answer.position, answer.text);
  }
}
