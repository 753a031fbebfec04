import { DeliverPolicy } from '@nats-io/jetstream';
import type { Consumer, ConsumerMessages, JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { Wake } from '@countersign/timing';

/** A message of a mirror: the event, and how many are still to come. */
export interface MirrorMessage {
  event: CloudEvent;
  sequence: number;
  /** Messages of the stream after this one, when it was delivered. */
  pending: number;
}

/** The mirror does not hold the next event: it lost messages, or another writer published to it. */
export class MirrorDamaged extends Error {
  constructor(log: LogName, what: string) {
    super(`The mirror of ${log} ${what}.`);
    this.name = 'MirrorDamaged';
  }
}

/** Messages held at most, give or take what is on its way. */
const BUFFERED = 2000;
/** After two of these without a sign of life, the client asks for the consumer. Each wakes an idle process. */
const HEARTBEAT_MS = 2000;

/**
 * Reads a mirror from a sequence on, by ordered consumers: in order, nothing twice, nothing left out. When as much
 * is held as may be, the subscription ends, and another begins once all of it is taken: the client keeps asking
 * for more on a subscription that is left waiting.
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

  /** @throws when the stream is not there or JetStream does not answer */
  static async open(js: JetStreamClient, log: LogName, from: number): Promise<CatchUpReader> {
    const reader = new CatchUpReader(js, log, from);
    await reader.subscribe();
    return reader;
  }

  /**
   * What has arrived, at most `max`, waiting up to `timeoutMs` for the first; empty when nothing came.
   * @throws MirrorDamaged, or why the subscription ended
   */
  async take(max: number, timeoutMs: number, signal: AbortSignal): Promise<MirrorMessage[]> {
    const until = Date.now() + timeoutMs;
    while (this.buffer.length === 0 && !this.ended && !signal.aborted && Date.now() < until) {
      if (!this.subscription) await this.subscribe();
      // It may have been rung for what was taken already.
      await this.arrived.wait(until - Date.now(), signal);
    }
    if (this.buffer.length === 0 && this.ended)
      throw new Error('The subscription ended.', { cause: this.failure });
    return this.buffer.splice(0, max).flatMap((message) => this.inOrder(message));
  }

  /** A pending `take` rejects at once. */
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
    // It was closed while this one was under way.
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
    // The server would forget it a minute later by itself.
    this.subscription?.consumer.delete().catch(() => undefined);
    this.subscription = undefined;
  }

  /** What comes again is skipped, what is missing is not. */
  private inOrder(message: JsMsg): MirrorMessage[] {
    const sequence = message.seq;
    if (sequence < this.next) return [];
    if (sequence > this.next)
      throw new MirrorDamaged(this.log, `has ${sequence} where ${this.next} was to come`);
    this.next++;
    return [{ event: eventOf(message, this.log), sequence, pending: message.info.pending }];
  }
}

/** No more than that it is an object: whether it is the event of its place, its hashes tell. */
function eventOf(message: JsMsg, log: LogName): CloudEvent {
  try {
    const parsed: unknown = message.json();
    if (typeof parsed === 'object' && parsed !== null) return parsed as CloudEvent;
  } catch {
    // Not even JSON: as below.
  }
  throw new MirrorDamaged(log, `holds something at ${message.seq} that is no event`);
}
