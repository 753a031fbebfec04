import type { LogName } from '@countersign/contracts';
import { NO_PROGRESS_MS } from '@countersign/postgres';
import type { ConsumerTelemetry } from './consumer-telemetry.js';

/** State of a subscription. A `stopped` subscription needs an operator. */
export interface SubscriptionStatus {
  consumer: string;
  log: LogName;
  state: 'standing-by' | 'following' | 'waiting' | 'stopped';
  /** What it waits for, or why it stopped. */
  detail: string | null;
  position: number;
  /** Number of events of the mirror that it has not handled. */
  behind: number;
  /** Number of parked streams. */
  parked: number;
}

/** Keeps a subscription's status, and reports changes to the log and the metrics. */
export class StatusKeeper {
  readonly status: SubscriptionStatus;
  private head = 0;
  private lastProgressAt = Date.now();

  constructor(
    consumer: string,
    log: LogName,
    private readonly telemetry: ConsumerTelemetry,
  ) {
    this.status = { consumer, log, state: 'standing-by', detail: null, position: 0, behind: 0, parked: 0 };
  }

  /** A new session begins: what the previous session saw of the mirror may be gone. */
  begin(): void {
    this.head = 0;
    this.progressed();
  }

  /** @returns false, so that callers that cannot continue can return it */
  become(state: SubscriptionStatus['state'], detail: string | null = null): false {
    const { status } = this;
    const news = state !== status.state || detail !== status.detail;
    Object.assign(status, { state, detail });
    if (news) this.tell();
    return false;
  }

  at(position: number): void {
    if (position > this.status.position) this.progressed();
    this.status.position = position;
    this.measure();
  }

  sawHead(head: number): void {
    this.head = head;
    this.measure();
  }

  sawParked(streams: number): void {
    const { consumer, log } = this.status;
    this.status.parked = streams;
    this.telemetry.metrics.parked(consumer, log, streams);
  }

  progressed(): void {
    this.lastProgressAt = Date.now();
  }

  /** False if it follows, is behind, and has not moved for 10 s. */
  progresses(): boolean {
    if (this.status.behind === 0 || this.status.state !== 'following') this.progressed();
    return Date.now() - this.lastProgressAt < NO_PROGRESS_MS;
  }

  private measure(): void {
    const { consumer, log, position } = this.status;
    this.status.behind = Math.max(0, this.head - position);
    this.telemetry.metrics.consumerLag(consumer, log, this.status.behind);
  }

  private tell(): void {
    const { consumer, log, state, detail } = this.status;
    const { logger } = this.telemetry;
    if (state === 'stopped') logger.error(`CONSUMER ${consumer} STOPPED on ${log}: ${detail ?? ''}`);
    else logger.info(`${consumer} on ${log}: ${detail ?? state}`);
  }
}
