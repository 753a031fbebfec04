import { DeliverPolicy } from '@nats-io/jetstream';
import type { Consumer, ConsumerMessages, JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { Wake } from '@countersign/timing';

/** A message of a mirror: the event, and how many messages follow. */
export interface MirrorMessage {
  event: CloudEvent;
  sequence: number;
  /** Messages of the stream after this one, counted when it was delivered. */
  pending: number;
}

/** The mirror does not contain the next event: it lost messages, or another writer published to it. */
export class MirrorDamaged extends Error {
  constructor(log: LogName, what: string) {
    super(`The mirror of ${log} ${what}.`);
    this.name = 'MirrorDamaged';
  }
}

/** Most messages held, apart from those in transit. */
const BUFFERED = 2000;
/** After two of these intervals without a heartbeat, the client checks the consumer. Each heartbeat wakes an idle process. */
const HEARTBEAT_MS = 2000;

/**
 * Reads a mirror from a sequence on with ordered consumers: in order, without repeats or gaps. When it holds as many
 * messages as it can, the subscription ends, and a new one begins after all of them are taken: on a subscription that
 * is left waiting, the client would keep asking for more.
 */
export class CatchUpReader {
  private readonly buffer: JsMsg[] = [];
  private readonly arrived = new Wake();
  private subscription: { consumer: Consumer; messages: ConsumerMessages } | undefined;
  private ended = false;
  private failure: unknown;

  private constructor(
    private readonly js: JetStreamClient,
    private readonly log: LogName,
    private next: number,
  ) {}

  /** @throws if the stream does not exist or JetStream does not answer */
  static async open(js: JetStreamClient, log: LogName, from: number): Promise<CatchUpReader> {
    const reader = new CatchUpReader(js, log, from);
    await reader.subscribe();
    return reader;
  }

  /**
   * At most `max` messages that have arrived; waits up to `timeoutMs` for the first, and returns none if nothing arrived.
   * @throws MirrorDamaged, or the reason why the subscription ended
   */
  async take(max: number, timeoutMs: number, signal: AbortSignal): Promise<MirrorMessage[]> {
    const until = Date.now() + timeoutMs;
    while (this.buffer.length === 0 && !this.ended && !signal.aborted && Date.now() < until) {
      if (!this.subscription) await this.subscribe();
      // The bell may have rung for messages that are already taken.
      await this.arrived.wait(until - Date.now(), signal);
    }
    if (this.buffer.length === 0 && this.ended)
      throw new Error('The subscription ended.', { cause: this.failure });
    return this.buffer.splice(0, max).flatMap((message) => this.inOrder(message));
  }

  /** Makes a pending `take` reject at once. */
  close(): void {
    this.ended = true;
    this.unsubscribe();
    this.arrived.ring();
  }

  private async subscribe(): Promise<void> {
    const consumer = await this.js.consumers.get(mirrorName(this.log), {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.next,
      inactive_threshold: 60_000,
    });
    const messages = await consumer.consume({
      max_messages: 1000,
      expires: 30_000,
      idle_heartbeat: HEARTBEAT_MS,
    });
    this.subscription = { consumer, messages };
    void this.pump(messages);
    // The reader was closed while the subscription was being opened.
    if (this.ended) this.unsubscribe();
  }

  private async pump(messages: ConsumerMessages): Promise<void> {
    try {
      for await (const message of messages) {
        this.buffer.push(message);
        this.arrived.ring();
        if (this.buffer.length < BUFFERED) continue;
        this.unsubscribe();
        return;
      }
    } catch (error) {
      this.failure = error;
    }
    this.ended = true;
    this.arrived.ring();
  }

  private unsubscribe(): void {
    this.subscription?.messages.stop();
    // Otherwise the server would drop the consumer a minute later.
    this.subscription?.consumer.delete().catch(() => undefined);
    this.subscription = undefined;
  }

  /** Skips repeats; a gap is an error. */
  private inOrder(message: JsMsg): MirrorMessage[] {
    const sequence = message.seq;
    if (sequence < this.next) return [];
    if (sequence > this.next)
      throw new MirrorDamaged(this.log, `has ${sequence} where ${this.next} was expected`);
    this.next++;
    return [{ event: eventOf(message, this.log), sequence, pending: message.info.pending }];
  }
}

/** Checks only that the message is an object; its hashes show whether it is the right event. */
function eventOf(message: JsMsg, log: LogName): CloudEvent {
  try {
    const parsed: unknown = message.json();
    if (typeof parsed === 'object' && parsed !== null) return parsed as CloudEvent;
  } catch {
    // Not even JSON: reported below.
  }
  throw new MirrorDamaged(log, `holds something at ${message.seq} that is not an event`);
}
