import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { MirrorDamaged, recordedEventOf } from '@countersign/mirror';
import type { MirrorMessage } from '@countersign/mirror';
import { leadWhenever, SteppedDown } from '@countersign/postgres';
import type { Leadership } from '@countersign/postgres';
import { currentTick, everyTick, isAborted, messageOf, pause, TICK_MS, untilTick } from '@countersign/timing';
import { assertChained, compareCursor, CursorDiverged } from './cursor-standing.js';
import { CursorMoved } from './cursor-store.js';
import type { Cursor, StoredCursor } from './cursor-store.js';
import type { Effect, EffectContext } from './effect.js';
import type { Looks } from './looks.js';
import { retryParked } from './effect.js';
import type { SharedTails } from './tail-reader.js';
import { StatusKeeper } from './subscription-status.js';
import type { SubscriptionStatus } from './subscription-status.js';

export interface SubscriptionOptions {
  consumer: string;
  log: LogName;
  nc: NatsConnection;
  tails: SharedTails;
  looks: Looks;
  leases: Leadership;
  effect: Effect;
  context: EffectContext;
  /** Called when an operator wants the consumer rebuilt, and repeatedly until the request is gone. */
  onRebuildWanted?: () => void;
}

const API_TIMEOUT_MS = 2000;
/** Ticks between two looks at the mirror's end, the most expensive part of an idle consumer. */
const HEAD_TICKS = 2;
/** How long a leader that must stop waits for its current batch; the cursor fences off later writes. */
const LEAVE_MS = 2000;

/** The subscription's messages contradict the mirror's stream info. */
class MirrorNotFollowed extends Error {}

/** Failures after which the shared subscription is not to be trusted either. */
const MISTRUSTED = [CursorDiverged, MirrorDamaged, MirrorNotFollowed];

/**
 * One consumer's catch-up subscription to one log: leads when it can, reads the mirror from its cursor, and passes
 * batches to the effect. If its cursor is not on the mirror, it stops and reports that.
 */
export class Subscription {
  private readonly stopping = new AbortController();
  private readonly keeper: StatusKeeper;
  private running: Promise<void> | undefined;
  private parkedStreams = new Set<string>();
  private lastTick = 0;

  constructor(private readonly options: SubscriptionOptions) {
    const { consumer, log, context } = options;
    this.keeper = new StatusKeeper(consumer, log, context.telemetry);
  }

  get status(): Readonly<SubscriptionStatus> {
    return this.keeper.status;
  }

  /** Starts the subscription; returns at once. */
  start(): void {
    const { leases, consumer, log, context } = this.options;
    const lease = { kind: 'consumer', name: `${consumer}/${log}` } as const;
    const onStandby = (): void => {
      this.keeper.become('standing-by');
    };
    const lead = { leases, lease, stop: this.stopping.signal, logger: context.telemetry.logger, onStandby };
    this.running = leadWhenever(lead, (signal) => this.lead(signal));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Runs a session; leaves it, even if it hangs, when `signal` aborts or there is no progress. */
  private async lead(signal: AbortSignal): Promise<void> {
    const giveUp = new AbortController();
    const leave = AbortSignal.any([signal, giveUp.signal]);
    this.keeper.begin();
    const endWatch = everyTick(() => this.keeper.progresses() || giveUp.abort());
    const ended = new AbortController();
    const session = this.session(leave);
    try {
      await Promise.race([session, afterAbort(leave, ended.signal)]);
    } catch (error) {
      if (this.status.state !== 'stopped')
        this.keeper.become('waiting', `trying again after: ${messageOf(error)}`);
      throw error;
    } finally {
      endWatch();
      ended.abort();
      session.catch(() => undefined);
      if (this.status.state === 'following') this.keeper.become('standing-by');
    }
    if (giveUp.signal.aborted) throw new SteppedDown('no progress for 10 s while behind; another may try');
  }

  private async session(signal: AbortSignal): Promise<void> {
    const { nc, context } = this.options;
    const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
    const cursor = await context.cursors.open(context.pool);
    this.keeper.at(cursor.position);
    if (!(await this.mayFollow(jsm, cursor))) return pause(TICK_MS, signal);
    this.parkedStreams = await context.parked.streams(context.pool);
    this.keeper.sawParked(this.parkedStreams.size);
    await this.follow(cursor, signal);
  }

  private async mayFollow(jsm: JetStreamManager, cursor: StoredCursor): Promise<boolean> {
    if (cursor.rebuild) this.options.onRebuildWanted?.();
    if (cursor.rebuild === 'epoch') {
      return this.keeper.become('waiting', 'a new epoch began; the read model is being rebuilt');
    }
    const standing = await compareCursor(jsm, this.options, cursor);
    if (standing.kind === 'on-mirror') return true;
    return this.keeper.become(standing.kind, standing.why);
  }

  private async follow(from: Cursor, signal: AbortSignal): Promise<void> {
    const { effect, log, tails } = this.options;
    const reader = await tails.open(log, from.position + 1);
    this.keeper.become('following');
    let cursor = from;
    try {
      while (!signal.aborted) {
        const messages = await reader.take(effect.batchSize, untilTick(), signal);
        const begun = performance.now();
        if (messages.length > 0 && !isAborted(signal)) cursor = await this.handle(messages, cursor);
        const took = performance.now() - begun;
        await this.tickIfDue(cursor, messages.length === 0);
        const rest = effect.rests ? restAfter(messages.length, this.status.behind, took) : 0;
        if (rest > 0) await pause(rest, signal);
      }
    } catch (error) {
      if (error instanceof CursorDiverged || error instanceof MirrorDamaged)
        this.keeper.become('stopped', error.message);
      if (MISTRUSTED.some((kind) => error instanceof kind)) reader.doubt();
      throw error;
    } finally {
      reader.close();
    }
  }

  private async handle(messages: MirrorMessage[], from: Cursor): Promise<Cursor> {
    assertChained(this.options, messages, from);
    const last = messages.at(-1);
    if (last) this.keeper.sawHead(last.sequence + last.pending);
    const events = messages.map(({ event }) => recordedEventOf(event));
    const cursor = await this.options.effect.handle(events, from, this.parkedStreams);
    this.keeper.at(cursor.position);
    this.keeper.sawParked(this.parkedStreams.size);
    return cursor;
  }

  private async tickIfDue(cursor: Cursor, idle: boolean): Promise<void> {
    const tick = currentTick();
    if (tick === this.lastTick) return;
    this.lastTick = tick;
    const { consumer, log, looks } = this.options;
    const [stored, end] = await Promise.all([
      looks.cursorOf({ consumer, log }),
      tick % HEAD_TICKS === 0 ? looks.endOf(log) : undefined,
    ]);
    await this.obeyOperator(cursor, stored);
    if (end !== undefined) this.compareWithEnd(end, cursor, idle);
  }

  /** Applies changes that others made in the cursor's row: an operator's request, or a finished rebuild. */
  private async obeyOperator(cursor: Cursor, stored: StoredCursor | undefined): Promise<void> {
    const { consumer, log, context, effect, onRebuildWanted } = this.options;
    if (stored?.generation !== cursor.generation) throw new CursorMoved(consumer, log, cursor.position);
    if (stored.rebuild) onRebuildWanted?.();
    if (!stored.retry) return;
    const onProgress = (): void => this.keeper.progressed();
    await retryParked({ effect, context, cursor, parkedStreams: this.parkedStreams, onProgress });
    this.keeper.sawParked(this.parkedStreams.size);
  }

  /** A subscription that delivers nothing although the mirror has more is broken without an error: open another. */
  private compareWithEnd(end: number, cursor: Cursor, idle: boolean): void {
    const { log } = this.options;
    if (end < cursor.position)
      throw new MirrorNotFollowed(`the mirror of ${log} is at ${end}, behind the cursor`);
    const knewOfMore = this.keeper.status.behind > 0;
    this.keeper.sawHead(end);
    if (idle && knewOfMore) throw new MirrorNotFollowed(`the subscription to ${log} delivers nothing`);
  }
}

async function afterAbort(signal: AbortSignal, ended: AbortSignal): Promise<void> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await pause(LEAVE_MS, ended);
}

/** Longest rest: reads that wait for the consumer are delayed by at most this. */
const LONGEST_MS = 50;
/** A consumer this many events behind is catching up: its batches are full anyway. */
const MANY = 200;
/** A batch shorter than this needs no rest: timers cannot be that short. */
const SHORTEST_MS = 1;

/**
 * How long a consumer rests after a batch, so that batches become larger and fewer: twice as long as the batch took,
 * which is close to nothing until there is load. No rest after an empty batch, or while the consumer is far behind.
 */
export function restAfter(taken: number, behind: number, tookMs: number): number {
  if (taken === 0 || behind >= MANY || tookMs < SHORTEST_MS) return 0;
  return Math.min(2 * tookMs, LONGEST_MS);
}
