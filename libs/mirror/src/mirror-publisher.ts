import { headers } from '@nats-io/transport-node';
import { createInbox } from '@nats-io/nats-core';
import type { Msg, NatsConnection, Subscription } from '@nats-io/nats-core';
import { everyTick } from '@countersign/timing';

/** Most messages in flight: more than about 500 gain nothing. */
const WINDOW = 500;
/** One message in this many asks for an ack: it is stored at its sequence only if all earlier messages are stored at theirs. */
const ACK_EVERY = 50;
const ACK_TIMEOUT_MS = 5000;
const EXPECTED_LAST_SEQUENCE = 'Nats-Expected-Last-Sequence';

/** The mirror did not store a message as expected: read again what it contains. */
export class PublishFailed extends Error {
  constructor(position: number, reason: string) {
    super(`The mirror did not take position ${position}: ${reason}`);
    this.name = 'PublishFailed';
  }
}

/**
 * Publishes in a pipeline. Each message names the sequence that it must follow, so if a message fails, all later
 * messages fail too, and nothing can be stored twice or out of order. That is why not every message needs an ack. Acks
 * come to one inbox and only limit what is in flight; they are never a cursor.
 */
export class MirrorPublisher {
  private readonly inbox: string;
  private readonly acks: Subscription;
  private readonly endWatch: () => void;
  private readonly expectation = headers();
  private handedPosition: number;
  private lastHeardAt = Date.now();
  private failure: Error | undefined;
  private waiting: { resolve: () => void; below: number } | undefined;

  constructor(
    private readonly nc: NatsConnection,
    inboxPrefix: string,
    private confirmedPosition: number,
  ) {
    this.handedPosition = confirmedPosition;
    this.inbox = createInbox(inboxPrefix);
    this.acks = nc.subscribe(`${this.inbox}.*`, { callback: (error, message) => this.onAck(error, message) });
    this.endWatch = everyTick(() => this.checkSilence());
  }

  /** The last position known to be stored; before the first ack, the position at which it began. */
  get confirmed(): number {
    return this.confirmedPosition;
  }

  private get inFlight(): number {
    return this.handedPosition - this.confirmedPosition;
  }

  /** Abandons what is in flight: the answers can no longer come. */
  abandon(reason: string): void {
    this.fail(new PublishFailed(this.confirmedPosition + 1, reason));
  }

  /** Whether `publish` must wait for `room`. */
  get full(): boolean {
    return this.inFlight >= WINDOW;
  }

  /**
   * Waits until the window has room.
   * @throws PublishFailed if a message was not stored
   */
  room(): Promise<void> {
    return this.untilBelow(WINDOW / 2);
  }

  /**
   * Sends one message. Not asynchronous: waiting between messages would send each in a packet of its own.
   * @param last - nothing follows for now, so the message must ask for its ack
   * @throws PublishFailed if an earlier message was not stored
   */
  publish(position: number, subject: string, payload: string, last: boolean): void {
    if (this.failure) throw this.failure;
    if (this.inFlight === 0) this.lastHeardAt = Date.now();
    this.handedPosition = position;
    this.expectation.set(EXPECTED_LAST_SEQUENCE, String(position - 1));
    const ack = last || position % ACK_EVERY === 0 ? { reply: `${this.inbox}.${position}` } : {};
    this.nc.publish(subject, payload, { ...ack, headers: this.expectation });
  }

  /**
   * Waits until everything that was sent is stored.
   * @throws PublishFailed if a message was not stored
   */
  drain(): Promise<void> {
    return this.untilBelow(1);
  }

  close(): void {
    this.endWatch();
    if (!this.nc.isClosed()) this.acks.unsubscribe();
    this.abandon('the publisher was closed');
  }

  private onAck(error: Error | null, message: Msg): void {
    if (error) {
      this.fail(error);
      return;
    }
    const position = Number(message.subject.slice(this.inbox.length + 1));
    const refusal = refusalOf(message, position);
    if (refusal) {
      this.fail(new PublishFailed(position, refusal));
      return;
    }
    this.confirmedPosition = Math.max(this.confirmedPosition, position);
    this.lastHeardAt = Date.now();
    this.settle();
  }

  private checkSilence(): void {
    if (this.inFlight > 0 && Date.now() - this.lastHeardAt > ACK_TIMEOUT_MS) {
      this.abandon(`no answer within ${ACK_TIMEOUT_MS} ms`);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.settle();
  }

  private settle(): void {
    const { waiting } = this;
    if (!waiting || (!this.failure && this.inFlight >= waiting.below)) return;
    this.waiting = undefined;
    waiting.resolve();
  }

  private async untilBelow(below: number): Promise<void> {
    if (!this.failure && this.inFlight >= below)
      await new Promise<void>((resolve) => (this.waiting = { resolve, below }));
    if (this.failure) throw this.failure;
  }
}

/** Why the stream did not store the message; undefined if it did, at the expected sequence. */
function refusalOf(message: Msg, position: number): string | undefined {
  if (message.data.length === 0) return `no stream listens (status ${message.headers?.code ?? 'unknown'})`;
  const ack = message.json<{ seq?: number; error?: { description?: string } }>();
  if (ack.error) return ack.error.description ?? 'refused without a reason';
  return ack.seq === position ? undefined : `it was stored as ${String(ack.seq)}`;
}
