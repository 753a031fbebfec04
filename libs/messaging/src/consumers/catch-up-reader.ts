import { DeliverPolicy } from '@nats-io/jetstream';
import type { ConsumerMessages, JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { Wake } from '../wake.js';

/** A message of a mirror: the event, and how many are still to come. */
export interface MirrorMessage {
  event: CloudEvent;
  sequence: number;
  /** Messages of the stream after this one, when it was delivered. */
  pending: number;
}

/** The mirror does not hold the next event: it lost messages, or somebody else wrote to it. */
export class MirrorGap extends Error {
  constructor(log: LogName, expected: number, found: number) {
    super(`The mirror of ${log} has ${found} where ${expected} was to come.`);
    this.name = 'MirrorGap';
  }
}

const BUFFERED = 2000;
/** After two of these without a sign of life, the client asks whether the consumer is still there. */
const HEARTBEAT_MS = 1000;

/** Reads a mirror from a sequence on, by an ordered consumer: in order, nothing twice, nothing left out. */
export class CatchUpReader {
  private readonly buffer: JsMsg[] = [];
  private readonly arrived = new Wake();
  private readonly taken = new Wake();
  private ended = false;
  private failure: unknown;

  private constructor(
    private readonly log: LogName,
    private readonly messages: ConsumerMessages,
    private next: number,
  ) {
    void this.pump();
  }

  /** @throws when the stream is not there or JetStream does not answer */
  static async open(js: JetStreamClient, log: LogName, from: number): Promise<CatchUpReader> {
    const consumer = await js.consumers.get(mirrorName(log), {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: from,
      inactive_threshold: 60_000,
    });
    const messages = await consumer.consume({
      max_messages: 1000,
      expires: 30_000,
      idle_heartbeat: HEARTBEAT_MS,
    });
    return new CatchUpReader(log, messages, from);
  }

  /**
   * What has arrived, at most `max`, waiting up to `timeoutMs` for the first; empty when nothing came.
   * @throws MirrorGap, or why the subscription ended
   */
  async take(max: number, timeoutMs: number, signal: AbortSignal): Promise<MirrorMessage[]> {
    if (this.buffer.length === 0) await this.arrived.wait(timeoutMs, signal);
    if (this.buffer.length === 0 && this.ended)
      throw new Error('The subscription ended.', { cause: this.failure });
    const taken = this.buffer.splice(0, max);
    if (this.buffer.length < BUFFERED) this.taken.ring();
    return taken.flatMap((message) => this.inOrder(message));
  }

  close(): void {
    this.ended = true;
    this.messages.stop();
    this.taken.ring();
  }

  /** What comes again is skipped, what is missing is not. */
  private inOrder(message: JsMsg): MirrorMessage[] {
    const sequence = message.seq;
    if (sequence < this.next) return [];
    if (sequence > this.next) throw new MirrorGap(this.log, this.next, sequence);
    this.next++;
    return [{ event: message.json<CloudEvent>(), sequence, pending: message.info.pending }];
  }

  private async pump(): Promise<void> {
    try {
      for await (const message of this.messages) {
        this.buffer.push(message);
        this.arrived.ring();
        while (this.buffer.length >= BUFFERED && !this.ended) await this.taken.wait(1000);
      }
    } catch (error) {
      this.failure = error;
    }
    this.ended = true;
    this.arrived.ring();
  }
}
