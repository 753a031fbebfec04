import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Client } from 'pg';
import type { LogName } from '@countersign/contracts';
import { Complaint, messageOf, untilTick, Wake } from '@countersign/timing';
import { leadWhenever, quoted } from '@countersign/postgres';
import type { Leadership } from '@countersign/postgres';
import type { DeadlineTelemetry } from '../consumer-telemetry.js';
import { deadlineChannel, deadlineTable } from './deadline.js';
import type { DueHandler } from './deadline.js';
import { sweep } from './sweep.js';

/** A connection that no longer answers is given up, and with it the leadership. */
const ANSWER_MS = 5000;

export interface DeadlineKeeperOptions {
  /** The log whose deadlines it keeps. */
  log: LogName;
  /** URL for the service's own role. */
  connectionString: string;
  leases: Leadership;
  handler: DueHandler;
  telemetry: DeadlineTelemetry;
}

/**
 * Has every deadline handled at its time, including deadlines that passed while no instance ran. One leader for all
 * instances, on its own connection, learns by NOTIFY of deadlines that are due soon. It is not the source of truth: by
 * the clock a deadline has passed for every use, whether or not the keeper has recorded that.
 */
export class DeadlineKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wake = new Wake();
  private readonly complaint = new Complaint();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private client: Client | undefined;

  constructor(private readonly options: DeadlineKeeperOptions) {}

  onApplicationBootstrap(): void {
    const { log, leases, telemetry } = this.options;
    const lease = { kind: 'deadlines', name: log } as const;
    const lead = { leases, lease, stop: this.stopping.signal, logger: telemetry.logger };
    this.running = leadWhenever(lead, (signal) => this.lead(signal));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  private async lead(signal: AbortSignal): Promise<void> {
    const { log, telemetry } = this.options;
    const client = this.newClient();
    this.client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${quoted(deadlineChannel(log))}`);
      while (!signal.aborted)
        await this.wake.wait(Math.min(await this.handleDue(client), untilTick()), signal);
    } finally {
      telemetry.metrics.deadlinesOverdue(log, 0);
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }

  /** @returns milliseconds until it must look again */
  private async handleDue(client: Client): Promise<number> {
    const { log, handler, telemetry } = this.options;
    const onHandled = (seconds: number): void => telemetry.metrics.deadlineHandled(log, seconds);
    const { waitMs, failures } = await sweep(client, { table: deadlineTable(log), handler, onHandled });
    telemetry.metrics.deadlinesOverdue(log, failures.length);
    this.report(failures);
    return waitMs;
  }

  private report([first, ...others]: unknown[]): void {
    if (!first) return this.complaint.settle();
    if (!this.complaint.isNews(`sweep: ${messageOf(first)}`)) return;
    const { log, telemetry } = this.options;
    telemetry.logger.error(`Deadlines of ${log} are due but could not be handled; they will be retried.`, {
      err: first,
      more: others.length,
    });
  }

  private newClient(): Client {
    const client = new Client({
      connectionString: this.options.connectionString,
      application_name: 'countersign-deadlines',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => this.wake.ring());
    client.on('notification', () => this.wake.ring());
    return client;
  }
}
