import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { isAborted, pause } from '../backoff.js';
import { leadWhenever, SteppedDown } from '../leadership/lead-whenever.js';
import type { LeaderLocks } from '../leadership/leader-locks.js';
import { recordedEventOf } from '../mirror/cloud-event.js';
import { mirrorInfo } from '../mirror/mirror.js';
import { CatchUpReader } from './catch-up-reader.js';
import type { MirrorMessage } from './catch-up-reader.js';
import { CursorMoved } from './cursor-store.js';
import type { Cursor, StoredCursor } from './cursor-store.js';
import { compareCursor, CursorDiverged } from './cursor-standing.js';
import type { Effect, EffectContext } from './effect.js';

/** What a subscription needs. */
export interface SubscriptionOptions {
  schema: string;
  consumer: string;
  log: LogName;
  nc: NatsConnection;
  locks: LeaderLocks;
  effect: Effect;
  context: EffectContext;
  /** Called when an operator wants the consumer rebuilt; again and again until the wish is gone. */
  onRebuildWanted?: () => void;
}

/** How a subscription is. `stopped` needs an operator. */
export interface SubscriptionStatus {
  consumer: string;
  log: LogName;
  state: 'standing-by' | 'following' | 'waiting' | 'stopped';
  /** What it waits for, or why it stopped. */
  detail: string | null;
  position: number;
  behind: number;
  /** Streams set aside. */
  parked: number;
}

const TICK_MS = 1000;
const API_TIMEOUT_MS = 2000;
/** A leader that is behind and has not moved for so long gives up: another instance may do better. */
const NO_PROGRESS_MS = 10_000;
/** How long a leader that must stop waits for what is under way; the cursor fences off what comes later. */
const LEAVE_MS = 2000;

/**
 * One consumer's catch-up subscription to one log: leads when it can, reads the mirror from its cursor, hands
 * batches to the effect. Stops, and says so, when its cursor is not on the mirror.
 */
export class Subscription {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private readonly current: SubscriptionStatus;
  private stuck = new Set<string>();
  private head = 0;
  private lastProgressAt = 0;
  private lastTickAt = 0;

  constructor(private readonly options: SubscriptionOptions) {
    const { consumer, log } = options;
    this.current = { consumer, log, state: 'standing-by', detail: null, position: 0, behind: 0, parked: 0 };
  }

  get status(): Readonly<SubscriptionStatus> {
    return this.current;
  }

  /** Begins; returns at once. */
  start(): void {
    const { locks, schema, consumer, log, context } = this.options;
    const lock = { kind: 'consumer', name: `${schema}/${consumer}/${log}` } as const;
    const onStandby = (): void => void this.become('standing-by', null);
    const lead = { locks, lock, stop: this.stopping.signal, logger: context.telemetry.logger, onStandby };
    this.running = leadWhenever(lead, (signal) => this.lead(signal));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Runs a session, and leaves it when `signal` aborts or it makes no progress, even if it hangs. */
  private async lead(signal: AbortSignal): Promise<void> {
    const giveUp = new AbortController();
    const leave = AbortSignal.any([signal, giveUp.signal]);
    this.lastProgressAt = Date.now();
    const watch = setInterval(() => this.progresses() || giveUp.abort(), TICK_MS);
    const session = this.session(leave);
    try {
      await Promise.race([session, afterAbort(leave)]);
    } finally {
      clearInterval(watch);
      session.catch(() => undefined);
      if (this.current.state === 'following') this.become('standing-by', null);
    }
    if (giveUp.signal.aborted) throw new SteppedDown('no progress for 10 s while behind; another may try');
  }

  private progresses(): boolean {
    if (this.head <= this.current.position || this.current.state !== 'following')
      this.lastProgressAt = Date.now();
    return Date.now() - this.lastProgressAt < NO_PROGRESS_MS;
  }

  private async session(signal: AbortSignal): Promise<void> {
    const { nc, context } = this.options;
    const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
    const cursor = await context.cursors.open(context.pool);
    if (!(await this.mayFollow(jsm, cursor))) return pause(TICK_MS, signal);
    this.stuck = await context.parked.streams(context.pool);
    this.countParked();
    await this.follow(jetstream(nc, { timeout: API_TIMEOUT_MS }), jsm, cursor, signal);
  }

  private async mayFollow(jsm: JetStreamManager, cursor: StoredCursor): Promise<boolean> {
    const { consumer, log } = this.options;
    this.current.position = cursor.position;
    if (cursor.rebuild) this.options.onRebuildWanted?.();
    if (cursor.rebuild === 'epoch')
      return this.become('waiting', 'a new epoch began; the read model is being rebuilt');
    const standing = await compareCursor(jsm, { consumer, log }, cursor);
    if (standing.kind === 'on-mirror') return true;
    return this.become(standing.kind === 'waiting' ? 'waiting' : 'stopped', standing.why);
  }

  private async follow(
    js: JetStreamClient,
    jsm: JetStreamManager,
    from: Cursor,
    signal: AbortSignal,
  ): Promise<void> {
    const { effect, log } = this.options;
    const reader = await CatchUpReader.open(js, log, from.position + 1);
    this.become('following', null);
    let cursor = from;
    try {
      while (!signal.aborted) {
        const messages = await reader.take(effect.batchSize, TICK_MS, signal);
        if (messages.length > 0 && !isAborted(signal)) cursor = await this.handle(messages, cursor);
        await this.tickIfDue(jsm, cursor, messages.length === 0);
      }
    } catch (error) {
      if (error instanceof CursorDiverged) this.become('stopped', error.message);
      throw error;
    } finally {
      reader.close();
    }
  }

  private async handle(messages: MirrorMessage[], from: Cursor): Promise<Cursor> {
    const { effect, consumer, log } = this.options;
    assertChained(consumer, log, messages, from);
    const last = messages.at(-1);
    this.head = Math.max(this.head, last ? last.sequence + last.pending : 0);
    const cursor = await effect.handle(
      messages.map(({ event }) => recordedEventOf(event)),
      from,
      this.stuck,
    );
    this.progressed(cursor.position);
    this.countParked();
    return cursor;
  }

  private progressed(position: number): void {
    const { consumer, log, context } = this.options;
    this.lastProgressAt = Date.now();
    this.current.position = position;
    this.current.behind = Math.max(0, this.head - position);
    context.telemetry.metrics.consumerLag(consumer, log, this.current.behind);
  }

  private async tickIfDue(jsm: JetStreamManager, cursor: Cursor, idle: boolean): Promise<void> {
    if (Date.now() - this.lastTickAt < TICK_MS) return;
    this.lastTickAt = Date.now();
    await this.obeyOperator(cursor);
    await this.lookAtHead(jsm, cursor, idle);
  }

  /** What others changed in the cursor's row: wishes of an operator, or a rebuild that was swapped in. */
  private async obeyOperator(cursor: Cursor): Promise<void> {
    const { consumer, log, context } = this.options;
    const stored = await context.cursors.read(context.pool);
    if (stored?.generation !== cursor.generation) throw new CursorMoved(consumer, log, cursor.position);
    if (stored.rebuild) this.options.onRebuildWanted?.();
    if (stored.retry) await this.retryParked(cursor);
  }

  private async retryParked(cursor: Cursor): Promise<void> {
    const { context } = this.options;
    for (const stream of await context.parked.streams(context.pool)) {
      if (await this.retryStream(stream, cursor)) this.stuck.delete(stream);
    }
    await context.cursors.retried(context.pool);
    this.countParked();
  }

  /** In order, up to the first that fails again. */
  private async retryStream(stream: string, cursor: Cursor): Promise<boolean> {
    const { context, effect } = this.options;
    for (;;) {
      const event = await context.parked.first(context.pool, stream);
      if (!event) return true;
      if (!(await effect.retry(event, cursor))) return false;
      this.lastProgressAt = Date.now();
    }
  }

  /** A subscription that delivers nothing although there is more has come to harm unnoticed: open another. */
  private async lookAtHead(jsm: JetStreamManager, cursor: Cursor, idle: boolean): Promise<void> {
    const { consumer, log, context } = this.options;
    const info = await mirrorInfo(jsm, log);
    const last = info?.state.last_seq ?? 0;
    if (last < cursor.position) throw new Error(`the mirror of ${log} is at ${last}, behind the cursor`);
    const silent = idle && last > cursor.position && this.head >= last;
    this.head = Math.max(this.head, last);
    this.current.behind = Math.max(0, this.head - cursor.position);
    context.telemetry.metrics.consumerLag(consumer, log, this.current.behind);
    if (silent) throw new Error(`the subscription to ${log} delivers nothing`);
  }

  private countParked(): void {
    const { consumer, log, context } = this.options;
    this.current.parked = this.stuck.size;
    context.telemetry.metrics.parked(consumer, log, this.stuck.size);
  }

  /** @returns false, for the convenience of those who may not go on */
  private become(state: SubscriptionStatus['state'], detail: string | null): false {
    const { consumer, log, context } = this.options;
    const news = state !== this.current.state || detail !== this.current.detail;
    this.current.state = state;
    this.current.detail = detail;
    if (news && state === 'stopped')
      context.telemetry.logger.error(`CONSUMER ${consumer} STOPPED on ${log}: ${detail ?? ''}`);
    else if (news) context.telemetry.logger.info(`${consumer} on ${log}: ${detail ?? state}`);
    return false;
  }
}

/** Each event names the hash of the one before it: the first must follow the cursor, the others each other. */
function assertChained(
  consumer: string,
  log: LogName,
  messages: readonly MirrorMessage[],
  from: Cursor,
): void {
  let hash = from.hash;
  for (const { event, sequence } of messages) {
    if (event.sequence !== String(sequence) || (hash !== null && event.previoushash !== hash)) {
      throw new CursorDiverged(
        `event ${sequence} of the mirror of ${log} does not follow what ${consumer} has handled`,
      );
    }
    hash = event.hash;
  }
}

async function afterAbort(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await pause(LEAVE_MS);
}
