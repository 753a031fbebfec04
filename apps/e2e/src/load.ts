import { randomUUID } from 'node:crypto';
import type { RequestView } from '@countersign/contracts';
import type { Client } from './client.js';

/** One command as its sender remembers it: what was asked, under which key, and the answer if one came. */
export interface Sent {
  kind: 'submit' | 'approve';
  person: string;
  key: string;
  path: string;
  body: unknown;
  /** Id of the request: known from the start for approvals, from the answer for submits. */
  requestId: string | null;
  /** HTTP status of a final answer; null while nobody knows. */
  status: number | null;
}

/** An answer that settles the matter: neither silence nor "try again". */
const isFinal = (status: number): boolean => status < 500 && status !== 429;

/**
 * Whole lifecycles by many people at once, until told to stop: submit, the manager, two of security. Everything sent
 * is on record here, as an outsider knows it.
 */
export class Load {
  readonly sent: Sent[] = [];
  private stopped = false;
  private counter = 0;
  private workers: Promise<void>[] = [];

  constructor(private readonly people: Record<string, Client>) {}

  start(workers: number): void {
    this.workers = Array.from({ length: workers }, () => this.work());
  }

  /** Ends when every worker has finished the lifecycle it is in. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers);
  }

  /** Asks again, with the same keys, for everything that has no final answer. */
  async settle(deadline: number): Promise<void> {
    for (const sent of this.sent.filter(({ status }) => status === null)) {
      while (sent.status === null && Date.now() < deadline) await this.send(sent);
    }
  }

  private async work(): Promise<void> {
    while (!this.stopped) {
      const requester = this.counter % 2 === 0 ? 'alice' : 'oscar';
      const submit = this.record('submit', requester, '/v1/requests', {
        resource: `prod-${this.counter++}`,
        account: 'db-admin',
        duration: 'PT1H',
      });
      await this.send(submit);
      if (submit.requestId) await this.approve(submit.requestId);
    }
  }

  private async approve(id: string): Promise<void> {
    for (const person of ['bob', 'dave', 'grace']) {
      const approval = this.record('approve', person, `/v1/requests/${id}/approve`, {}, id);
      await this.send(approval);
      if (approval.status !== 200) return;
    }
  }

  private record(
    kind: Sent['kind'],
    person: string,
    path: string,
    body: unknown,
    requestId: string | null = null,
  ): Sent {
    const sent: Sent = { kind, person, key: randomUUID(), path, body, requestId, status: null };
    this.sent.push(sent);
    return sent;
  }

  /** Sends once; silence and 5xx leave the command open, and the sender waits a moment. */
  private async send(sent: Sent): Promise<void> {
    const answer = await this.people[sent.person]!.post<RequestView>(sent.path, sent.body, {
      key: sent.key,
      timeoutMs: 10_000,
    }).catch(() => null);
    if (!answer || !isFinal(answer.status)) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return;
    }
    sent.status = answer.status;
    if (sent.kind === 'submit' && answer.status === 201) sent.requestId = answer.body.id;
  }
}
