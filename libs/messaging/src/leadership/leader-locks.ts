import { createHash } from 'node:crypto';
import type { ClientConfig } from 'pg';
import type { MessagingLogger } from '../ports.js';
import { LockConnection } from './lock-connection.js';

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
  /** One who handles the deadlines of a log. */
  deadlines: 0x4353_0104,
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

const TAKE = 'SELECT pg_try_advisory_lock($1, $2) AS taken';
const GIVE_BACK = 'SELECT pg_advisory_unlock($1, $2)';

/**
 * Advisory locks on one dedicated connection: whoever holds the connection holds the locks, and a dead holder
 * loses them with it. Leadership saves work, nothing more: no effect may rely on it.
 */
export class LeaderLocks {
  private readonly connection: LockConnection;
  private readonly listeners: (() => void)[] = [];
  /** By lock: the leases there are, and what is being asked for. */
  private readonly leases = new Map<string, AbortController>();
  private readonly asking = new Set<string>();

  constructor(
    connection: ClientConfig,
    private readonly logger: MessagingLogger,
  ) {
    this.connection = new LockConnection(connection, () => this.onConnectionLost());
  }

  /**
   * Takes a lock if nobody has it.
   * @throws an error of the connection when PostgreSQL does not answer
   */
  async tryAcquire(lock: LockName): Promise<Lease | undefined> {
    const keys = lockKeys(lock);
    const id = keys.join('/');
    // The lock is the session's, so a second holder within this very process must be kept out here.
    if (this.leases.has(id) || this.asking.has(id)) return undefined;
    this.asking.add(id);
    try {
      const [row] = await this.connection.query<{ taken: boolean }>(TAKE, keys);
      return row?.taken ? this.lease(id, keys) : undefined;
    } finally {
      this.asking.delete(id);
    }
  }

  /** Calls the listener whenever the connection is lost, whether or not it holds a lock. */
  onLost(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Gives every lock back and closes the connection. */
  async close(): Promise<void> {
    this.dropAll();
    await this.connection.close();
  }

  private lease(id: string, keys: number[]): Lease {
    const lost = new AbortController();
    this.leases.set(id, lost);
    const release = async (): Promise<void> => {
      if (lost.signal.aborted) return;
      this.leases.delete(id);
      lost.abort();
      await this.connection.query(GIVE_BACK, keys).catch(() => undefined);
    };
    return { lost: lost.signal, release };
  }

  private onConnectionLost(): void {
    if (this.leases.size > 0) this.logger.warn('The connection that holds leaderships was lost.');
    this.dropAll();
    for (const listener of this.listeners) listener();
  }

  private dropAll(): void {
    const lost = [...this.leases.values()];
    this.leases.clear();
    for (const one of lost) one.abort();
  }
}

/** The two keys of an advisory lock, for who takes one on a connection of its own. */
export function lockKeys({ kind, name }: LockName): [number, number] {
  return [toInt32(lockClasses[kind]), hashOf(name)];
}

/** PostgreSQL's keys are signed. */
const toInt32 = (value: number): number => value | 0;

const hashOf = (name: string): number => createHash('sha256').update(name).digest().readInt32BE(0);
