import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { eventSource } from '@countersign/contracts';
import type { LogFeed } from '@countersign/event-log';
import { Backoff, pause, Complaint, messageOf, untilTick, Wake } from '@countersign/timing';
import { leadWhenever, NO_PROGRESS_MS, SteppedDown } from '@countersign/postgres';
import type { Leadership } from '@countersign/postgres';
import type { HealthState, RelayTelemetry } from './relay-telemetry.js';
import type { AuditKeeper } from './audit-keeper.js';
import type { CommandGate } from './command-gate.js';
import type { MirrorEnd } from './divergence.js';
import { missingMessages, mirrorInfo, pokeSubject, renewalOf } from './mirror.js';
import type { MirrorOptions } from './mirror.js';
import { LogPublisher } from './log-publisher.js';
import { MirrorCheck } from './mirror-check.js';
import { MirrorRepair } from './mirror-repair.js';
import { PublishFailed } from './mirror-publisher.js';

export interface RelayOptions extends MirrorOptions {
  feed: LogFeed;
  nc: NatsConnection;
  /** Prefix of the inboxes that this connection may subscribe to. */
  inboxPrefix: string;
  /** The installation that the events' `source` names. */
  installation: string;
  leases: Leadership;
  gate: CommandGate;
  telemetry: RelayTelemetry;
  /** Of the one relay that keeps the stream of all mirrors as well. */
  auditKeeper?: AuditKeeper | undefined;
}

/** Interval between polls of the log: a wake-up can be lost, because NATS core delivers at most once. */
const POLL_TICKS = 2;
/** Idle polls between two checks of the stream: its store may be lost without a publish that would notice. */
const POLLS_PER_LOOK = 3;
const RECHECK_MS = 1000;
const API_TIMEOUT_MS = 2000;

/**
 * Keeps a log's mirror, at stream sequence = position, always. One instance leads; its cursor is the stream's own last
 * sequence, which it reads again after anything unexpected. Every instance, leading or not, compares mirror and log
 * before it opens its gate for commands.
 */
export class Relay {
  private readonly wake = new Wake();
  private readonly reconnected = new Wake();
  private readonly stopping = new AbortController();
  private readonly check: MirrorCheck;
  private readonly repair: MirrorRepair;
  private readonly complaint = new Complaint();
  private publisher: LogPublisher | undefined;
  private running: Promise<void> | undefined;
  private keeping = Promise.resolve();
  private leading = false;
  private poking = false;
  private failing: string | undefined;
  private progressedAt = 0;

  constructor(private readonly options: RelayOptions) {
    const { feed, gate, telemetry } = options;
    this.check = new MirrorCheck(feed, gate, telemetry.logger);
    this.repair = new MirrorRepair(options);
  }

  /** Starts the relay; returns at once. */
  start(): void {
    const { nc, feed, gate, leases, telemetry } = this.options;
    const pokes = nc.subscribe(pokeSubject(feed.name), { callback: () => this.wake.ring() });
    const forget = feed.onAppended(() => this.appended());
    // The database was away, and may come back in an older state.
    leases.onLost(() => gate.doubt());
    void this.watchConnection();
    const options = {
      leases,
      lease: { kind: 'relay', name: feed.name },
      stop: this.stopping.signal,
      logger: telemetry.logger,
      beforeAttempt: async () => this.check.run(await this.manager()),
      hurry: this.reconnected,
    } as const;
    this.running = leadWhenever(options, (signal) => this.lead(signal)).finally(() => {
      forget();
      if (!nc.isClosed()) pokes.unsubscribe();
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.keeping;
  }

  /** Not up while log and mirror differ, or before they have been compared. */
  health(): HealthState {
    const doing = [this.leading ? 'leading' : 'standing by', ...this.repair.incidents];
    const healthy = { up: true, detail: this.failing ?? this.check.damage ?? doing.join('; ') };
    return this.check.health() ?? healthy;
  }

  /** What is in flight when the connection breaks is never answered; once it is back, waiting would be pointless. */
  private async watchConnection(): Promise<void> {
    for await (const { type } of this.options.nc.status()) {
      if (type === 'disconnect') this.publisher?.abandon('the connection to NATS was lost');
      if (type === 'reconnect') this.reconnected.ring();
    }
  }

  /** Wakes the leading instance because there are new events; called once for all appends of a flush. */
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

  private async lead(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(50, 2000);
    this.leading = true;
    this.progressed();
    try {
      while (!signal.aborted) await this.followWhilePossible(signal, backoff);
    } finally {
      this.leading = false;
      this.failing = undefined;
    }
  }

  private async followWhilePossible(signal: AbortSignal, backoff: Backoff): Promise<void> {
    const { telemetry, feed } = this.options;
    try {
      const jsm = await this.manager();
      await this.repair.open(jsm);
      const standing = await this.check.run(jsm);
      switch (standing.kind) {
        case 'follows':
          await this.follow(standing.end, signal, backoff);
          break;
        case 'spoiled':
          await this.repair.replaceSpoiled(jsm, standing.damage);
          await pause(backoff.next(), signal);
          break;
        case 'diverged':
          await pause(RECHECK_MS, signal);
          break;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.failing = `the mirror is behind: ${messageOf(error)}`;
      const message = `Relay of the ${feed.name} log: ${this.failing}`;
      if (this.complaint.isNews(message)) telemetry.logger.warn(message, { err: error });
      await this.giveUpWithoutProgress();
      await this.reconnected.wait(backoff.next(), signal);
    }
  }

  /** Publishes everything after the mirror's end, then waits for more; ends with an error, by `signal`, or when an operator wants another mirror. */
  private async follow(end: MirrorEnd, signal: AbortSignal, backoff: Backoff): Promise<void> {
    const { feed, nc, inboxPrefix, installation } = this.options;
    const source = eventSource(installation, feed.name);
    const publisher = new LogPublisher(feed, nc, inboxPrefix, end, source);
    this.publisher = publisher;
    try {
      for (let polls = 1; !signal.aborted; polls++) {
        await publisher.catchUp(signal, () => this.afterPage(publisher.confirmed));
        this.options.telemetry.metrics.relayLag(feed.name, 0);
        this.failing = undefined;
        this.progressed();
        this.complaint.settle();
        backoff.reset();
        // After the first round: a mirror that is being rebuilt fills twice as fast while nothing is copied from it.
        if (polls === 1) this.keepAuditStream();
        await this.wake.wait(untilTick(POLL_TICKS), signal);
        if (polls % POLLS_PER_LOOK === 0 && (await this.mustReopen(publisher.position))) return;
      }
    } finally {
      publisher.close();
    }
  }

  /**
   * Whether an operator wants another mirror.
   * @throws PublishFailed if the mirror does not end at the expected position, or has lost messages
   */
  private async mustReopen(position: number): Promise<boolean> {
    const { feed } = this.options;
    const info = await mirrorInfo(await this.manager(), feed.name);
    const last = info ? String(info.state.last_seq) : 'nowhere: there is no stream';
    if (!info || last !== String(position)) throw new PublishFailed(position, `the stream ends at ${last}`);
    if (missingMessages(info) > 0) throw new PublishFailed(position, 'the stream has lost messages');
    this.keepAuditStream();
    return (await feed.mirrorRenewal()) > renewalOf(info);
  }

  /** Runs beside the publishing: JetStream may be slow to answer, and no mirror waits for it. The next check retries a failure. */
  private keepAuditStream(): void {
    const { auditKeeper } = this.options;
    if (!auditKeeper) return;
    const keep = async (): Promise<void> => auditKeeper.keep(await this.manager());
    this.keeping = this.keeping.then(keep).catch(() => undefined);
  }

  private async afterPage(confirmed: number): Promise<void> {
    this.progressed();
    await this.measureLag(confirmed);
  }

  private progressed(): void {
    this.progressedAt = performance.now();
  }

  /** A problem of this instance, such as its own connection to NATS, may not affect another instance. */
  private async giveUpWithoutProgress(): Promise<void> {
    const behind = await this.measureLag(this.publisher?.confirmed ?? 0);
    if (!behind || performance.now() - this.progressedAt < NO_PROGRESS_MS) return;
    throw new SteppedDown('no progress for 10 s while the mirror is behind; another may try');
  }

  /** @returns how many events the mirror lacks; undefined, with the metric unchanged, while the database is away */
  private async measureLag(position: number): Promise<number | undefined> {
    const { feed, telemetry } = this.options;
    const head = await feed.head().catch(() => undefined);
    if (!head) return undefined;
    const lag = Math.max(0, head.position - position);
    telemetry.metrics.relayLag(feed.name, lag);
    return lag;
  }

  private manager(): Promise<JetStreamManager> {
    return jetstreamManager(this.options.nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
  }
}
