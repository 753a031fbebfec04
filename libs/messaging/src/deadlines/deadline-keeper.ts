import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Client } from 'pg';
import type { LogName } from '@countersign/contracts';
import { Complaint } from '../complaint.js';
import { messageOf } from '../errors.js';
import type { Telemetry } from '../ports.js';
import { quoted } from '../sql.js';
import { Wake } from '../wake.js';
import { deadlineChannel, deadlineLock, deadlineTable, LOOK_EVERY_MS } from './deadline-table.js';
import type { DueHandler } from './due-handler.js';
import { sweep } from './sweep.js';

const RECONNECT_MS = 1000;
/** How often one who does not lead asks for the lock. */
const STANDBY_MS = 1000;
/** A connection that answers no longer is given up, and with it the lead. */
const ANSWER_MS = 5000;

const TRY_LOCK = 'SELECT pg_try_advisory_lock($1, $2) AS taken';

/** A dead leader's lock is free within about ten seconds. */
const SESSION = `
  SET application_name = 'countersign-deadlines';
  SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3`;

/** What a keeper works with. */
export interface DeadlineKeeperOptions {
  /** Whose deadlines. */
  log: LogName;
  /** Of the service's own role. */
  connectionString: string;
  handler: DueHandler;
  telemetry: Telemetry;
}

/**
 * Has every deadline handled at its time, also those that passed while nobody was there: one leader for all
 * instances, by advisory lock on a connection of its own, which is told of deadlines soon to come by NOTIFY. It keeps no
 * truth: what a deadline ends is over by the clock for every use, whether or not this has recorded it.
 */
export class DeadlineKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wake = new Wake();
  private readonly complaint = new Complaint();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private client: Client | undefined;

  constructor(private readonly options: DeadlineKeeperOptions) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  /** A method, because it changes while others are awaited. */
  private stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    const { log, telemetry } = this.options;
    while (!this.stopped()) {
      await this.lead().catch((error: unknown) => {
        if (!this.stopped() && this.complaint.isNews(`lead: ${messageOf(error)}`))
          telemetry.logger.warn(`The deadlines of ${log} wait for PostgreSQL.`, { err: error });
      });
      await this.wait(RECONNECT_MS);
    }
  }

  private async lead(): Promise<void> {
    const { log, telemetry } = this.options;
    const client = await this.connect();
    try {
      await this.untilLeader(client);
      await client.query(`LISTEN ${quoted(deadlineChannel(log))}`);
      while (!this.stopped()) await this.wait(Math.min(await this.handleDue(client), LOOK_EVERY_MS));
    } finally {
      telemetry.metrics.deadlinesOverdue(log, 0);
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }

  /** @returns milliseconds until it has to look again */
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
    telemetry.logger.error(`Deadlines of ${log} have come that could not be handled; they are tried again.`, {
      err: first,
      more: others.length,
    });
  }

  private async untilLeader(client: Client): Promise<void> {
    while (!this.stopped()) {
      const { rows } = await client.query<{ taken: boolean }>(TRY_LOCK, deadlineLock(this.options.log));
      if (rows[0]?.taken) return;
      await this.wait(STANDBY_MS);
    }
  }

  private wait(ms: number): Promise<void> {
    return this.wake.wait(ms, this.stopping.signal);
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.options.connectionString,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => this.wake.ring());
    client.on('notification', () => this.wake.ring());
    this.client = client;
    await client.connect();
    await client.query(SESSION);
    return client;
  }
}
