import { createHash } from 'node:crypto';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import type { MessagingLogger } from '../ports.js';

/**
 * Class ids of this library's advisory locks (the first of PostgreSQL's two 32-bit keys); the second is taken
 * from the name of what is led. event-log's own locks use other classes.
 */
export const lockClasses = {
  /** One relay per log. */
  relay: 0x4353_0101,
  /** One leader per (schema, consumer, log). */
  consumer: 0x4353_0102,
  /** One rebuild per (schema, consumer). */
  rebuild: 0x4353_0103,
} as const;
export type LockClass = keyof typeof lockClasses;

/** What is led. */
export interface LockName {
  kind: LockClass;
  name: string;
}

/** Leadership, as long as it lasts. */
export interface Lease {
  /** Aborted when the lock is, or may be, lost. */
  readonly lost: AbortSignal;
  /** Gives the lock back, so that another instance can take it at once. */
  release(): Promise<void>;
}

const HEARTBEAT_MS = 1000;
const ANSWER_MS = 5000;
/** The server drops a dead peer's locks within about ten seconds. */
const SESSION = `SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET idle_session_timeout = 0`;

/**
 * Advisory locks on one dedicated connection, outside of any pool: whoever holds the connection holds the locks,
 * and a dead holder loses them with it. Leadership saves work, nothing more: no effect may rely on it.
 */
export class LeaderLocks {
  private client: Promise<Client> | undefined;
  private live: Client | undefined;
  private readonly listeners: (() => void)[] = [];
  private readonly held = new Map<string, AbortController>();
  private readonly heartbeat: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly connection: ClientConfig,
    private readonly logger: MessagingLogger,
  ) {
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  /**
   * Takes a lock if nobody has it.
   * @throws an error of the connection when PostgreSQL does not answer
   */
  async tryAcquire(lock: LockName): Promise<Lease | undefined> {
    const keys = [toInt32(lockClasses[lock.kind]), hashOf(lock.name)];
    const id = keys.join('/');
    // The lock is the session's, so a second holder within this very process must be kept out here.
    if (this.held.has(id)) return undefined;
    const lost = new AbortController();
    this.held.set(id, lost);
    try {
      const client = await this.connected();
      const { rows } = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock($1, $2) AS taken',
        keys,
      );
      if (rows[0]?.taken && !lost.signal.aborted) return this.lease(id, keys, lost);
    } catch (error) {
      this.forget(id, lost);
      throw error;
    }
    this.forget(id, lost);
    return undefined;
  }

  /** Calls the listener whenever the connection is lost, whether or not it holds a lock. */
  onLost(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Gives every lock back and closes the connection. */
  async close(): Promise<void> {
    this.stopped = true;
    clearInterval(this.heartbeat);
    const client = await this.client?.catch(() => undefined);
    this.dropAll();
    await client?.end().catch(() => undefined);
  }

  private lease(id: string, keys: number[], lost: AbortController): Lease {
    const release = async (): Promise<void> => {
      if (lost.signal.aborted) return;
      this.forget(id, lost);
      const client = await this.client;
      await client?.query('SELECT pg_advisory_unlock($1, $2)', keys);
    };
    return { lost: lost.signal, release: () => release().catch(() => undefined) };
  }

  private forget(id: string, lost: AbortController): void {
    if (this.held.get(id) === lost) this.held.delete(id);
    lost.abort();
  }

  private connected(): Promise<Client> {
    if (this.stopped) return Promise.reject(new Error('The leader locks are closed.'));
    this.client ??= this.connect().catch((error: unknown) => {
      this.client = undefined;
      throw error;
    });
    return this.client;
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      ...this.connection,
      application_name: 'countersign-leader',
      keepAlive: true,
      keepAliveInitialDelayMillis: 2000,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(SESSION);
    this.live = client;
    client.on('end', () => this.onEnd(client));
    return client;
  }

  private onEnd(client: Client): void {
    if (this.live !== client) return;
    this.live = undefined;
    this.client = undefined;
    if (!this.stopped && this.held.size > 0)
      this.logger.warn('The connection that holds leaderships was lost.');
    this.dropAll();
    for (const listener of this.listeners) listener();
  }

  private dropAll(): void {
    const lost = [...this.held.values()];
    this.held.clear();
    for (const one of lost) one.abort();
  }

  /** A connection that no longer answers is as good as lost: the server may have given its locks away. */
  private async beat(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    if (!client || this.stopped) return;
    await client.query('SELECT 1').catch(() => {
      this.onEnd(client);
      return client.end().catch(() => undefined);
    });
  }
}

/** PostgreSQL's keys are signed. */
const toInt32 = (value: number): number => value | 0;

const hashOf = (name: string): number => createHash('sha256').update(name).digest().readInt32BE(0);
