import { createInbox, errors } from '@nats-io/transport-node';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { TurnBatch } from '@countersign/timing';

export interface Question {
  subject: string;
  data: string;
  headers: MsgHdrs;
}

interface Waiting {
  subject: string;
  resolve: (answer: Msg) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

const NO_RESPONDERS = 503;
/** The server ends a subscription that it refuses; its configuration may be corrected while this process runs. */
const LISTEN_AGAIN_MS = 1_000;

/**
 * Receives the answers to all questions of a connection: one permanent subscription, and a token for each question.
 * A subscription per question would take three messages to the server instead of one. All questions of one turn of
 * the event loop are sent in one write.
 */
export class ReplyInbox {
  private readonly inbox: string;
  private readonly waiting = new Map<string, Waiting>();
  private readonly outgoing = new TurnBatch<() => void>((questions) => questions.forEach((send) => send()));
  private asked = 0;

  /** @param prefix - the service's inboxes, which only the service may read */
  constructor(
    private readonly nc: NatsConnection,
    prefix: string | undefined,
  ) {
    this.inbox = `${createInbox(prefix)}.`;
    this.listen();
  }

  /**
   * Sends a question, and resolves with the first answer.
   * @throws NoRespondersError if nobody listens
   * @throws Error if no answer came in time, or none can come any more
   */
  ask(question: Question, timeoutMs: number): Promise<Msg> {
    const token = String(this.asked++);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(token, new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
      this.waiting.set(token, { subject: question.subject, resolve, reject, timer });
      this.outgoing.add(() => this.send(question, token));
    });
  }

  /** Fails everything in flight: answers cannot arrive any more. */
  abandon(): void {
    for (const token of this.waiting.keys()) this.fail(token, new Error('the connection was lost'));
  }

  private listen(): void {
    if (this.nc.isClosed()) return;
    const callback = (error: Error | null, answer: Msg): void =>
      error ? this.refused() : this.receive(answer);
    this.nc.subscribe(`${this.inbox}*`, { callback });
  }

  /** Answers no longer arrive. The reader of the connection's status logs this. */
  private refused(): void {
    this.abandon();
    setTimeout(() => this.listen(), LISTEN_AGAIN_MS).unref();
  }

  /** Ignores calls that were abandoned: their callers have already received an error. */
  private send({ subject, data, headers }: Question, token: string): void {
    if (!this.waiting.has(token)) return;
    try {
      this.nc.publish(subject, data, { reply: this.inbox + token, headers });
    } catch (error) {
      this.fail(token, error as Error);
    }
  }

  private receive(answer: Msg): void {
    const token = answer.subject.slice(this.inbox.length);
    const nobodyListens = answer.data.length === 0 && answer.headers?.code === NO_RESPONDERS;
    const question = this.waiting.get(token);
    if (question && nobodyListens) this.fail(token, new errors.NoRespondersError(question.subject));
    else this.settle(token)?.resolve(answer);
  }

  private fail(token: string, error: Error): void {
    this.settle(token)?.reject(error);
  }

  private settle(token: string): Waiting | undefined {
    const question = this.waiting.get(token);
    clearTimeout(question?.timer);
    this.waiting.delete(token);
    return question;
  }
}
