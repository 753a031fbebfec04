import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Client } from 'pg';
import { Complaint } from '@countersign/messaging';
import { DEADLINE_CHANNEL, DEADLINE_LOCK, DEADLINE_TABLE } from './deadline-table.js';
import { Expiry } from './expiry.js';
import { sweep } from './sweep.js';
import { Alarm } from './alarm.js';

/** Injection token: connection string of the service's own role. */
export const DEADLINE_DATABASE = Symbol('DeadlineDatabase');

/** Looks at least this often, which also notices a connection that died silently. */
const LONGEST_WAIT_MS = 5000;
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : typeof error);

/**
 * Records every expiry at its time, also those that passed while nobody was there: one leader for all instances,
 * by advisory lock on a connection of its own, which is told of new deadlines by NOTIFY. It keeps no truth: an
 * approval is expired by the clock for every use, whether or not this has recorded it.
 */
@Injectable()
export class DeadlineKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('deadlines');
  private readonly alarm = new Alarm();
  private readonly complaint = new Complaint();
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private client: Client | undefined;

  constructor(
    @Inject(DEADLINE_DATABASE) private readonly connectionString: string,
    private readonly expiry: Expiry,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  /** A method, because it changes while others are awaited. */
  private stopped(): boolean {
    return this.stopping;
  }

  private async run(): Promise<void> {
    while (!this.stopped()) {
      await this.lead().catch((error: unknown) => {
        if (!this.stopped() && this.complaint.isNews(`lead: ${messageOf(error)}`))
          this.logger.warn({ msg: 'deadlines wait for PostgreSQL', err: error });
      });
      if (!this.stopped()) await this.alarm.wait(RECONNECT_MS);
    }
  }

  private async lead(): Promise<void> {
    const client = await this.connect();
    try {
      await this.untilLeader(client);
      await client.query(`LISTEN ${DEADLINE_CHANNEL}`);
      while (!this.stopped()) {
        const { waitMs, failures } = await sweep(client, DEADLINE_TABLE, this.expiry);
        this.report(failures);
        await this.alarm.wait(Math.min(waitMs, LONGEST_WAIT_MS));
      }
    } finally {
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }

  private report([first, ...others]: unknown[]): void {
    if (!first) return this.complaint.settle();
    if (!this.complaint.isNews(`sweep: ${messageOf(first)}`)) return;
    const more = others.length;
    this.logger.error({ msg: 'expiries could not be recorded; they will be tried again', err: first, more });
  }

  private async untilLeader(client: Client): Promise<void> {
    while (!this.stopped()) {
      const { rows } = await client.query<{ taken: boolean }>(TRY_LOCK, [...DEADLINE_LOCK]);
      if (rows[0]?.taken) return;
      await this.alarm.wait(STANDBY_MS);
    }
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.connectionString,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => this.alarm.ring());
    client.on('notification', () => this.alarm.ring());
    this.client = client;
    await client.connect();
    await client.query(SESSION);
    return client;
  }
}
