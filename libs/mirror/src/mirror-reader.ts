import { jetstreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { cloudEvent, mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { messageOf } from '@countersign/timing';
import { mirrorInfo } from './mirror.js';

/** An event of a mirror: its text exactly as published, and the parsed event. */
export interface MirroredEvent {
  sequence: number;
  text: string;
  event: CloudEvent;
}

/** How much to read at once. The first event is returned whatever its size. */
export interface ReadBounds {
  events: number;
  bytes: number;
}

/** The mirror does not exist, does not answer, or contains something other than the events of its log in order. */
export class MirrorUnreadable extends Error {
  constructor(log: LogName, why: string, cause?: unknown) {
    super(`The mirror of the ${log} log cannot be read: ${why}`, { cause });
    this.name = 'MirrorUnreadable';
  }
}

const TIMEOUT_MS = 2000;
const NOT_FOUND = 404;
const END_OF_BATCH = 204;

/** Reads events of mirrors by position, without a consumer, for occasional reads (NATS ADR-31, direct get). */
export class MirrorReader {
  constructor(private readonly nc: NatsConnection) {}

  /**
   * Position of the last event of a mirror.
   * @throws MirrorUnreadable also if there is no mirror
   */
  async end(log: LogName): Promise<number> {
    const info = await this.info(log);
    if (!info) throw new MirrorUnreadable(log, 'it does not exist');
    return info.state.last_seq;
  }

  /**
   * The events from a position on, without gaps, as many as the limits allow; none if the mirror ends before it.
   * @throws MirrorUnreadable
   */
  async read(log: LogName, from: number, { events, bytes }: ReadBounds): Promise<MirroredEvent[]> {
    const subject = `$JS.API.DIRECT.GET.${mirrorName(log)}`;
    const wish = JSON.stringify({ seq: from, batch: events, max_bytes: bytes });
    const messages = await this.ask(log, subject, wish);
    return messages.map((message, i) => mirroredEvent(log, message, from + i));
  }

  private async info(log: LogName): ReturnType<typeof mirrorInfo> {
    try {
      return await mirrorInfo(await jetstreamManager(this.nc, { checkAPI: false, timeout: TIMEOUT_MS }), log);
    } catch (error) {
      throw new MirrorUnreadable(log, messageOf(error), error);
    }
  }

  private async ask(log: LogName, subject: string, wish: string): Promise<Msg[]> {
    const answers: Msg[] = [];
    try {
      // The answers end with an empty message that has a status.
      const all = await this.nc.requestMany(subject, wish, { strategy: 'sentinel', maxWait: TIMEOUT_MS });
      for await (const answer of all) answers.push(answer);
    } catch (error) {
      throw new MirrorUnreadable(log, messageOf(error), error);
    }
    const status = answers.pop()?.headers?.code;
    if (status === END_OF_BATCH) return answers;
    if (status === NOT_FOUND && answers.length === 0) return [];
    throw new MirrorUnreadable(log, status ? `status ${status}` : `no end within ${TIMEOUT_MS} ms`);
  }
}

function mirroredEvent(log: LogName, message: Msg, expected: number): MirroredEvent {
  const sequence = Number(message.headers?.get('Nats-Sequence'));
  if (sequence !== expected)
    throw new MirrorUnreadable(log, `it has ${sequence} where ${expected} was expected`);
  const text = message.string();
  const event = cloudEvent.safeParse(parsed(text)).data;
  if (event?.sequence !== String(sequence)) throw new MirrorUnreadable(log, `${sequence} is not its event`);
  return { sequence, text, event };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
