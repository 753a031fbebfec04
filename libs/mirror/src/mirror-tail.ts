import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName, LogPosition } from '@countersign/contracts';
import { pause } from '@countersign/timing';
import { CatchUpReader } from './catch-up-reader.js';
import { mirrorInfo } from './mirror.js';

const TICK_MS = 1000;
/** How long it keeps following after the last call, because callers wait in slices and call again. */
const LINGER_MS = 30_000;
const API_TIMEOUT_MS = 2000;
const BATCH = 1000;

interface Waiter {
  positions: readonly LogPosition[];
  wake: () => void;
}

/**
 * Wakes callers when mirrors grow: one subscription per log and process, and only while there are callers. A wake-up
 * only means that the mirror should be read.
 */
export class MirrorTail {
  private readonly stopping = new AbortController();
  private readonly ends = new Map<LogName, number>();
  private readonly followed = new Map<LogName, Promise<void>>();
  private readonly waiters = new Set<Waiter>();
  private askedAt = 0;

  constructor(private readonly nc: NatsConnection) {}

  /** Resolves with true once one of the mirrors has grown beyond the given position, and with false after `timeoutMs`. */
  async beyond(positions: readonly LogPosition[], timeoutMs: number): Promise<boolean> {
    this.askedAt = Date.now();
    for (const { log } of positions) this.keepFollowing(log);
    if (this.isBeyond(positions)) return true;
    const woken = new AbortController();
    const end = AbortSignal.any([woken.signal, this.stopping.signal]);
    const waiter = { positions, wake: () => woken.abort() };
    this.waiters.add(waiter);
    await pause(timeoutMs, end);
    this.waiters.delete(waiter);
    return woken.signal.aborted;
  }

  /** Ends every wait. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.followed.values());
  }

  private isBeyond(positions: readonly LogPosition[]): boolean {
    return positions.some(({ log, position }) => (this.ends.get(log) ?? 0) > position);
  }

  private get wanted(): boolean {
    return !this.stopping.signal.aborted && Date.now() - this.askedAt < LINGER_MS;
  }

  private keepFollowing(log: LogName): void {
    if (this.followed.has(log) || !this.wanted) return;
    const following = this.followWhileWanted(log).finally(() => this.followed.delete(log));
    this.followed.set(log, following);
  }

  private async followWhileWanted(log: LogName): Promise<void> {
    while (this.wanted) {
      // Callers read the mirror themselves when their wait is over, and get the error then.
      await this.follow(log).catch(() => undefined);
      this.ends.delete(log);
      await pause(TICK_MS, this.stopping.signal);
    }
  }

  private async follow(log: LogName): Promise<void> {
    let end = await this.endOf(log);
    this.saw(log, end);
    const reader = await CatchUpReader.open(jetstream(this.nc, { timeout: API_TIMEOUT_MS }), log, end + 1);
    try {
      while (this.wanted) {
        const last = (await reader.take(BATCH, TICK_MS, this.stopping.signal)).at(-1);
        if (last) this.saw(log, (end = last.sequence));
        // The mirror was recreated, or the subscription broke without an error: open another.
        else if ((await this.endOf(log)) !== end) return;
      }
    } finally {
      reader.close();
    }
  }

  private async endOf(log: LogName): Promise<number> {
    const jsm = await jetstreamManager(this.nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
    return (await mirrorInfo(jsm, log))?.state.last_seq ?? 0;
  }

  private saw(log: LogName, end: number): void {
    this.ends.set(log, end);
    for (const { positions, wake } of this.waiters) if (this.isBeyond(positions)) wake();
  }
}
