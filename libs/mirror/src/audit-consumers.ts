import { DeliverPolicy } from '@nats-io/jetstream';
import type { ConsumerConfig, ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import { auditStreamName, cloudEvent, logNames } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { readPlaces, writePlaces } from './audit-places.js';
import type { Place, Recorded } from './audit-places.js';
import { isStreamNotFound } from './mirror.js';
import { nextMessage } from './last-event.js';

/**
 * The durable consumers of the stream of all mirrors, over its recreation. Their places are kept as positions in the
 * logs, because the new stream may mix the logs in another order.
 */
export class AuditConsumers {
  constructor(private readonly jsm: JetStreamManager) {}

  /**
   * Records settings and places. A place that is recorded already counts: it is the earlier one.
   * @returns the names of consumers whose settings are too long to be recorded
   */
  async record(): Promise<string[]> {
    const known = await readPlaces(this.jsm);
    const present = await this.present();
    const added: Recorded[] = [];
    for (const info of present)
      if (!known.some(({ name }) => name === info.name)) added.push(await this.recordOf(info));
    return added.length > 0 ? writePlaces(this.jsm, [...known, ...added]) : [];
  }

  /** Creates the recorded consumers in the new stream, at its beginning. */
  async restore(): Promise<void> {
    for (const { config } of await readPlaces(this.jsm))
      await this.jsm.consumers.add(auditStreamName, startingAnywhere(config as unknown as ConsumerConfig));
  }

  /**
   * Moves the restored consumers on to their places, once the stream holds these. Until then a reader may receive events
   * that it has acknowledged; it never misses an event.
   */
  async moveOn(): Promise<void> {
    const waiting: Recorded[] = [];
    const known = await readPlaces(this.jsm);
    for (const consumer of known) if (!(await this.isMoved(consumer))) waiting.push(consumer);
    if (waiting.length < known.length) await writePlaces(this.jsm, waiting);
  }

  private async present(): Promise<ConsumerInfo[]> {
    const durable: ConsumerInfo[] = [];
    try {
      for await (const info of this.jsm.consumers.list(auditStreamName))
        if (info.config.durable_name !== undefined) durable.push(info);
    } catch (error) {
      if (!isStreamNotFound(error)) throw error;
    }
    return durable;
  }

  private async recordOf({ name, config, ack_floor: { stream_seq } }: ConsumerInfo): Promise<Recorded> {
    const places: Record<string, Place> = {};
    for (const log of logNames) places[log] = await this.placeAt(log, stream_seq);
    return { name, config: { ...config }, places };
  }

  /** The last event of a log at or before a sequence, found by halving: strays come after all events. */
  private async placeAt(log: LogName, upTo: number): Promise<Place> {
    let found: Place = null;
    let low = 0;
    let high = upTo;
    for (let middle = high; low < high; middle = Math.ceil((low + high) / 2)) {
      const next = await this.eventFrom(log, middle);
      if (next?.event && next.seq <= upTo) {
        found = { position: Number(next.event.sequence), hash: next.event.hash };
        low = next.seq;
      } else high = middle - 1;
    }
    return found;
  }

  /** The first message of a log from a sequence on, and the event that it is. */
  private async eventFrom(
    log: LogName,
    from: number,
  ): Promise<{ seq: number; event: CloudEvent | undefined } | undefined> {
    const message = await nextMessage(this.jsm, auditStreamName, log, from);
    if (!message) return undefined;
    return { seq: message.seq, event: cloudEvent.safeParse(parsed(message.string())).data };
  }

  /** Whether nothing is left to do for a consumer: it has been moved, or stays at the beginning for good. */
  private async isMoved({ name, places }: Recorded): Promise<boolean> {
    const starts: number[] = [];
    for (const log of logNames) {
      const start = await this.startOf(log, places[log] ?? null);
      if (start === 'later') return false;
      if (start === 'beginning') return true;
      starts.push(start);
    }
    const info = await this.jsm.consumers.info(auditStreamName, name).catch(() => undefined);
    const start = Math.min(...starts);
    if (!info || info.ack_floor.stream_seq >= start - 1) return true;
    await this.jsm.consumers.reset(auditStreamName, name, start);
    return true;
  }

  /**
   * The sequence behind a place: `later` while the stream does not reach it, `beginning` where the log has another
   * event there (a new epoch), Infinity where the log has no event at all.
   */
  private async startOf(log: LogName, wanted: Place): Promise<number | 'later' | 'beginning'> {
    if (!wanted) return (await this.eventFrom(log, 1))?.seq ?? Infinity;
    const end = (await this.jsm.streams.info(auditStreamName)).state.last_seq;
    let low = 0;
    let high = end;
    let found: CloudEvent | undefined;
    for (let middle = high; low < high; middle = Math.ceil((low + high) / 2)) {
      const next = await this.eventFrom(log, middle);
      if (next?.event && Number(next.event.sequence) <= wanted.position) {
        found = next.event;
        low = next.seq;
      } else high = middle - 1;
    }
    if (!found || Number(found.sequence) < wanted.position) return 'later';
    return found.hash === wanted.hash ? low + 1 : 'beginning';
  }
}

/** Sequences of the former stream mean nothing in the new one; every other setting stays. */
function startingAnywhere({ opt_start_seq: _, ...config }: ConsumerConfig): ConsumerConfig {
  if (config.deliver_policy !== DeliverPolicy.StartSequence) return config;
  return { ...config, deliver_policy: DeliverPolicy.All };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
