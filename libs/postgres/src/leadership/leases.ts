import type { ClientConfig } from 'pg';
import { pause } from '@countersign/timing';
import type { ServiceLogger } from '../service-logger.js';
import { qualified } from '../sql.js';
import { leaseTable } from './install-leases.js';
import type { Leadership, Lease, LeaseName } from './leadership.js';
import { LeaseConnection } from './lease-connection.js';

/** All in milliseconds. */
export interface LeaseTiming {
  /** How long a lease lasts without a renewal; the database allows 15 s at most. */
  term: number;
  renewal: number;
  /** How often a standby checks whether a lease is free. */
  look: number;
}

/** Where leases are kept. */
export interface LeasesOptions {
  /** URL for the service's role. Leases cannot be held through a pooler that shares backends. */
  connection: ClientConfig;
  /** The service's schema; `installConsumers` has created the table. */
  schema: string;
  logger: ServiceLogger;
  timing?: LeaseTiming;
}

const TIMING: LeaseTiming = { term: 15_000, renewal: 5_000, look: 1_000 };

/**
 * A holder that has not renewed for this share of the term gives up. It counts from when it sent the last renewal, the
 * database from when the renewal arrived, so the holder has given up before another process can take over.
 */
const GIVE_UP_AFTER = 0.8;

/** Start time of our own backend. The owner of the functions cannot read it: the session belongs to another role. */
const OWN_START = '(SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())';

/** The caller sees whose backends are gone; the function frees such a lease only if the same holder still has it. */
const take = (schema: string): string => `
  WITH gone AS MATERIALIZED (
    SELECT coalesce(array_agg(l.name), '{}') AS names,
           coalesce(array_agg(l.pid), '{}') AS pids,
           coalesce(array_agg(l.started), '{}') AS starts
      FROM ${leaseTable(schema)} l
     WHERE l.name = ANY ($1::text[])
       AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = l.pid AND a.backend_start = l.started))
  SELECT taken.name
    FROM gone,
         ${qualified(schema, 'take_leases')}($1, gone.names, gone.pids, gone.starts, ${OWN_START}, $2)
         AS taken (name)`;

const renew = (schema: string): string => `
  SELECT renewed.name FROM ${qualified(schema, 'renew_leases')}(${OWN_START}, $1) AS renewed (name)`;

const release = (schema: string): string => `
  SELECT ${qualified(schema, 'release_lease')}($1, ${OWN_START})`;

interface Held {
  readonly lost: AbortController;
  /** `performance.now()` when the last successful renewal was sent. */
  renewedAt: number;
}

interface Question {
  answer: (lease: Lease | undefined) => void;
  fail: (error: unknown) => void;
}

/**
 * The leases of one process, held by the backend of one dedicated connection. They are rows in the service's own schema
 * that only its role can take, all renewed every 5 s by one short statement. A dead holder's leases are free at once, a
 * frozen holder's after 15 s. Leadership only saves work: no effect may rely on it.
 */
export class Leases implements Leadership {
  private readonly connection: LeaseConnection;
  private readonly timing: LeaseTiming;
  private readonly listeners: (() => void)[] = [];
  private readonly held = new Map<string, Held>();
  /** What the next look will ask for. */
  private readonly questions = new Map<string, Question>();
  /** Leases that another process held at the last look. */
  private readonly refused = new Set<string>();
  private readonly closing = new AbortController();
  private readonly renewals: NodeJS.Timeout;
  private giveUp: NodeJS.Timeout | undefined;
  private nextLook: { at: number; timer: NodeJS.Timeout } | undefined;
  private lookedAt = -Infinity;

  constructor(private readonly options: LeasesOptions) {
    this.timing = options.timing ?? TIMING;
    this.connection = new LeaseConnection(options.connection, () => this.onConnectionLost());
    this.renewals = setInterval(() => void this.renewAll(), this.timing.renewal).unref();
  }

  async tryAcquire(lease: LeaseName, signal?: AbortSignal): Promise<Lease | undefined> {
    if (this.closing.signal.aborted) throw new Error('The leases are closed.');
    const id = `${lease.kind} ${lease.name}`;
    // Each look answers at most once per lease.
    if (this.questions.has(id)) {
      await pause(this.timing.look, signal);
      return undefined;
    }
    return this.ask(id, signal);
  }

  onLost(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Gives every lease back by ending the connection. */
  async close(): Promise<void> {
    this.closing.abort();
    clearInterval(this.renewals);
    clearTimeout(this.nextLook?.timer);
    for (const { fail } of this.questions.values()) fail(new Error('The leases are closed.'));
    this.questions.clear();
    this.dropAll();
    await this.connection.close();
  }

  /** Looks at once if nothing is known about the lease; leases that another process holds share one look a second. */
  private async ask(id: string, signal: AbortSignal | undefined): Promise<Lease | undefined> {
    if (signal?.aborted) return undefined;
    let withdraw = (): void => undefined;
    try {
      return await new Promise<Lease | undefined>((answer, fail) => {
        this.questions.set(id, { answer, fail });
        withdraw = () => {
          if (this.questions.delete(id)) answer(undefined);
        };
        signal?.addEventListener('abort', withdraw, { once: true });
        this.planLook(this.refused.has(id) ? this.lookedAt + this.timing.look : performance.now());
      });
    } finally {
      signal?.removeEventListener('abort', withdraw);
    }
  }

  private planLook(at: number): void {
    if (this.nextLook && this.nextLook.at <= at) return;
    clearTimeout(this.nextLook?.timer);
    const timer = setTimeout(() => void this.look(), Math.max(0, at - performance.now()));
    this.nextLook = { at, timer };
  }

  /** One statement for all leases that were asked for by now. */
  private async look(): Promise<void> {
    const questions = [...this.questions];
    this.nextLook = undefined;
    this.lookedAt = performance.now();
    this.questions.clear();
    if (questions.length === 0) return;
    const ids = questions.map(([id]) => id);
    try {
      const { taken, sentAt } = await this.take(ids);
      for (const [id, { answer }] of questions) {
        if (!taken.has(id)) this.refused.add(id);
        answer(taken.has(id) ? this.hold(id, sentAt) : undefined);
      }
    } catch (error) {
      for (const [, { fail }] of questions) fail(error);
    }
  }

  private async take(ids: string[]): Promise<{ taken: Set<string>; sentAt: number }> {
    const text = take(this.options.schema);
    const { rows, sentAt } = await this.connection.query<{ name: string }>(text, [ids, this.seconds]);
    return { taken: new Set(rows.map(({ name }) => name)), sentAt };
  }

  private hold(id: string, sentAt: number): Lease {
    const held = { lost: new AbortController(), renewedAt: sentAt };
    this.refused.delete(id);
    this.held.set(id, held);
    this.planGivingUp();
    const giveBack = async (): Promise<void> => {
      if (!this.drop(id, held)) return;
      await this.connection.query(release(this.options.schema), [id]).catch(() => undefined);
    };
    return { lost: held.lost.signal, release: giveBack };
  }

  private get seconds(): number {
    return this.timing.term / 1000;
  }

  /** If the database no longer knows a lease as ours, it was taken while this process was frozen. */
  private async renewAll(): Promise<void> {
    const before = [...this.held];
    if (before.length === 0) return;
    try {
      const text = renew(this.options.schema);
      const { rows, sentAt } = await this.connection.query<{ name: string }>(text, [this.seconds]);
      const renewed = new Set(rows.map(({ name }) => name));
      for (const [id, held] of before) {
        if (renewed.has(id)) held.renewedAt = sentAt;
        else if (this.drop(id, held)) this.options.logger.warn(`The lease of ${id} had lapsed.`);
      }
      this.planGivingUp();
    } catch {
      // The connection is lost, and with it every lease.
    }
  }

  /** @returns false if the lease was already dropped */
  private drop(id: string, held: Held): boolean {
    if (this.held.get(id) !== held) return false;
    this.held.delete(id);
    held.lost.abort();
    return true;
  }

  private planGivingUp(): void {
    clearTimeout(this.giveUp);
    if (this.held.size === 0) return;
    const oldest = Math.min(...[...this.held.values()].map(({ renewedAt }) => renewedAt));
    const at = oldest + this.timing.term * GIVE_UP_AFTER;
    // Once the backend is gone, others can take the leases at once.
    this.giveUp = setTimeout(() => this.connection.abandon(), at - performance.now()).unref();
  }

  private onConnectionLost(): void {
    if (this.held.size > 0) this.options.logger.warn('The connection that holds leases was lost.');
    this.dropAll();
    for (const listener of this.listeners) listener();
  }

  private dropAll(): void {
    clearTimeout(this.giveUp);
    for (const [id, held] of this.held) this.drop(id, held);
  }
}
