import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { mirrorSubject } from '@countersign/contracts';
import type { EventBody } from '@countersign/contracts';
import type { LogFeed, StoredEvent } from '@countersign/event-log';
import { Backoff, pause } from '../backoff.js';
import { messageOf } from '../errors.js';
import { leadWhenever } from '../leadership/lead-whenever.js';
import type { LeaderLocks } from '../leadership/leader-locks.js';
import type { HealthState, Telemetry } from '../ports.js';
import { Wake } from '../wake.js';
import { cloudEventText } from './cloud-event.js';
import type { CommandGate } from './command-gate.js';
import { compareMirror } from './divergence.js';
import type { MirrorEnd } from './divergence.js';
import { ensureMirror, mirrorInfo, pokeSubject } from './mirror.js';
import type { MirrorOptions } from './mirror.js';
import { MirrorPublisher, PublishFailed } from './mirror-publisher.js';

/** What a relay needs. */
export interface RelayOptions extends MirrorOptions {
  feed: LogFeed;
  nc: NatsConnection;
  /** Prefix of the inboxes that this connection may subscribe to. */
  inboxPrefix: string;
  locks: LeaderLocks;
  gate: CommandGate;
  telemetry: Telemetry;
}

const PAGE = 1000;
/** A look at the log although nobody called: a poke can be lost, NATS core is at most once. */
const SAFETY_POLL_MS = 500;
/** Idle polls between two looks at the stream: its store may be lost without a publish that would notice. */
const POLLS_PER_LOOK = 10;
const RECHECK_MS = 1000;
const API_TIMEOUT_MS = 2000;

/**
 * Keeps a log's mirror: stream sequence = position, always. One instance leads; its cursor is the stream's own
 * last sequence, read again after anything unexpected. Every instance, leading or not, compares mirror and log
 * before it opens its gate for commands.
 */
export class Relay {
  private readonly wake = new Wake();
  private readonly reconnected = new Wake();
  private publisher: MirrorPublisher | undefined;
  private readonly stopping = new AbortController();
  private jsm: JetStreamManager | undefined;
  private running: Promise<void> | undefined;
  private leading = false;
  private poking = false;
  private end: MirrorEnd = { position: 0, hash: null };
  private diverged: string | undefined;
  private failing: string | undefined;

  constructor(private readonly options: RelayOptions) {}

  /** Begins; returns at once. */
  start(): void {
    const { nc, feed, locks, telemetry } = this.options;
    const pokes = nc.subscribe(pokeSubject(feed.name), { callback: () => this.wake.ring() });
    const forget = feed.onAppended(() => this.appended());
    const lock = { kind: 'relay', name: feed.name } as const;
    const beforeAttempt = (): Promise<unknown> => this.check();
    const options = { locks, lock, stop: this.stopping.signal, logger: telemetry.logger, beforeAttempt };
    void this.watchConnection();
    this.running = leadWhenever(options, (signal) => this.lead(signal)).finally(() => {
      forget();
      if (!nc.isClosed()) pokes.unsubscribe();
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Not up while log and mirror differ, or before they were compared. */
  health(): HealthState {
    const { gate, feed } = this.options;
    if (this.diverged)
      return {
        up: false,
        detail: `${this.diverged}; commands are refused until an operator begins a new epoch`,
      };
    if (gate.state !== 'open')
      return { up: false, detail: `the mirror of the ${feed.name} log has not been compared with it yet` };
    return { up: true, detail: this.failing ?? (this.leading ? 'leading' : 'standing by') };
  }

  /** What is under way when the connection breaks is never answered; and when it is back, nobody need wait on. */
  private async watchConnection(): Promise<void> {
    for await (const { type } of this.options.nc.status()) {
      if (type === 'disconnect') this.publisher?.abandon('the connection to NATS was lost');
      if (type === 'reconnect') this.reconnected.ring();
    }
  }

  /** Tells whoever leads that there is something new; once for all appends of a flush. */
  private appended(): void {
    const { nc, feed } = this.options;
    if (this.leading) this.wake.ring();
    if (this.leading || this.poking) return;
    this.poking = true;
    setImmediate(() => {
      this.poking = false;
      if (!nc.isClosed() && !nc.isDraining()) nc.publish(pokeSubject(feed.name));
    });
  }

  /**
   * Compares mirror and log, and sets the gate by it.
   * @returns the end of the mirror; undefined when it differs from the log
   * @throws when NATS or PostgreSQL does not answer; an open gate then stays open
   */
  private async check(): Promise<MirrorEnd | undefined> {
    const standing = await compareMirror(await this.manager(), this.options.feed);
    if (standing.kind === 'diverged') return this.onDiverged(standing.why);
    if (this.diverged)
      this.options.telemetry.logger.info(`The mirror of the ${this.options.feed.name} log follows it again.`);
    this.diverged = undefined;
    this.options.gate.open();
    return standing.end;
  }

  private onDiverged(why: string): undefined {
    const { telemetry, gate } = this.options;
    gate.shut();
    if (this.diverged !== why)
      telemetry.logger.error(
        `LOG AND MIRROR DIVERGED: ${why}. Commands are refused until an operator begins a new epoch.`,
      );
    this.diverged = why;
    return undefined;
  }

  private async lead(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(50, 2000);
    this.leading = true;
    try {
      while (!signal.aborted) await this.followWhilePossible(signal, backoff);
    } finally {
      this.leading = false;
      // The lock's connection is gone: the database was away, and may come back as an older self.
      if (!this.stopping.signal.aborted) this.options.gate.doubt();
    }
  }

  private async followWhilePossible(signal: AbortSignal, backoff: Backoff): Promise<void> {
    const { telemetry, feed } = this.options;
    try {
      await ensureMirror(await this.manager(), feed.name, this.options);
      const end = await this.check();
      if (end) await this.follow(end, signal, backoff);
      else await pause(RECHECK_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.failing = `the mirror is behind: ${messageOf(error)}`;
      telemetry.logger.warn(`Relay of the ${feed.name} log: ${this.failing}`, { err: error });
      await this.measureLag();
      await this.reconnected.wait(backoff.next(), signal);
    }
  }

  /** Publishes everything after the mirror's end, then waits for more; ends by an error or by `signal`. */
  private async follow(from: MirrorEnd, signal: AbortSignal, backoff: Backoff): Promise<void> {
    const publisher = new MirrorPublisher(this.options.nc, this.options.inboxPrefix);
    this.publisher = publisher;
    this.end = from;
    try {
      for (let polls = 1; !signal.aborted; polls++) {
        await this.catchUp(publisher, signal);
        this.failing = undefined;
        backoff.reset();
        await this.wake.wait(SAFETY_POLL_MS, signal);
        if (polls % POLLS_PER_LOOK === 0) await this.assertMirrorEndsHere();
      }
    } finally {
      publisher.close();
      this.end = { position: Math.max(from.position, publisher.confirmed), hash: null };
    }
  }

  /** Reads the next page while one is being published. */
  private async catchUp(publisher: MirrorPublisher, signal: AbortSignal): Promise<void> {
    let events = await this.read(this.end.position + 1);
    while (events.length > 0 && !signal.aborted) {
      const end = this.endAfter(events);
      const ahead = events.length === PAGE ? this.read(end.position + 1) : Promise.resolve([]);
      ahead.catch(() => undefined);
      await this.publishAll(events, publisher);
      this.end = end;
      if (events.length === PAGE) await this.measureLag();
      events = await ahead;
    }
    await publisher.drain();
    this.options.telemetry.metrics.relayLag(this.options.feed.name, 0);
  }

  /** @throws PublishFailed when the events do not continue what was published: the log was put back meanwhile */
  private endAfter(events: readonly StoredEvent[]): MirrorEnd {
    let { position, hash } = this.end;
    for (const event of events) {
      if (event.position !== position + 1 || (hash !== null && event.previousHash !== hash)) {
        throw new PublishFailed(
          event.position,
          `the log does not continue what the mirror holds at ${position}`,
        );
      }
      ({ position, hash } = event);
    }
    return { position, hash };
  }

  private read(position: number): Promise<StoredEvent[]> {
    return this.options.feed.readStored(position, PAGE);
  }

  private async publishAll(events: readonly StoredEvent[], publisher: MirrorPublisher): Promise<void> {
    const { name } = this.options.feed;
    for (const event of events) {
      if (publisher.full) await publisher.room();
      const body = JSON.parse(event.body) as EventBody;
      publisher.publish(
        event.position,
        mirrorSubject(name, body.type, body.stream),
        cloudEventText(name, event, body),
      );
    }
  }

  private async assertMirrorEndsHere(): Promise<void> {
    const info = await mirrorInfo(await this.manager(), this.options.feed.name);
    const last = info ? String(info.state.last_seq) : 'nowhere: there is no stream';
    if (last !== String(this.end.position))
      throw new PublishFailed(this.end.position, `the stream ends at ${last}`);
  }

  /** Unknown, and left as it is, while the database does not answer. */
  private async measureLag(): Promise<void> {
    const { feed, telemetry } = this.options;
    const head = await feed.head().catch(() => undefined);
    if (head) telemetry.metrics.relayLag(feed.name, Math.max(0, head.position - this.end.position));
  }

  private async manager(): Promise<JetStreamManager> {
    this.jsm ??= await jetstreamManager(this.options.nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
    return this.jsm;
  }
}
