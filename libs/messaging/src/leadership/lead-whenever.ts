import { Backoff, isAborted, pause } from '../backoff.js';
import { Complaint } from '../complaint.js';
import { messageOf } from '../errors.js';
import type { MessagingLogger } from '../ports.js';
import type { LeaderLocks, Lease, LockName } from './leader-locks.js';

/** A leader steps down of its own accord, so that another may try. */
export class SteppedDown extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SteppedDown';
  }
}

/** How long one who stepped down leaves the lock to others: longer than they take to ask for it. */
const COOL_DOWN_MS = 3000;

/** How often one who does not lead asks for the lock. */
const STANDBY_MS = 1000;
/** One whose work ended, or whose connection was lost, asks again at once, but not in a tight loop. */
const AGAIN_MS = 50;

/** What happens around a leadership. */
export interface LeadOptions {
  locks: LeaderLocks;
  lock: LockName;
  stop: AbortSignal;
  logger: MessagingLogger;
  /** Runs before each attempt to take the lock; what it throws counts as a failed attempt. */
  beforeAttempt?: () => Promise<unknown>;
  /** Another instance has the lock. */
  onStandby?: () => void;
}

/**
 * Leads whenever it can, until `stop`: waits for the lock, runs `work` with a signal that aborts when the lock is
 * lost or `stop` comes, gives the lock back, and begins again, with growing pauses while `work` fails.
 */
export async function leadWhenever(
  { locks, lock, stop, logger, beforeAttempt, onStandby }: LeadOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const backoff = new Backoff();
  const complaint = new Complaint();
  while (!stop.aborted) {
    try {
      await beforeAttempt?.();
      const lease = await locks.tryAcquire(lock);
      if (lease) await workUnder(lease, stop, work);
      else onStandby?.();
      backoff.reset();
      complaint.settle();
      await pause(lease ? AGAIN_MS : STANDBY_MS * (0.8 + Math.random() * 0.4), stop);
    } catch (error) {
      if (isAborted(stop)) return;
      const message = `${lock.kind} ${lock.name}: ${messageOf(error)}`;
      if (complaint.isNews(message)) logger.warn(message, { err: error });
      await pause(error instanceof SteppedDown ? COOL_DOWN_MS : backoff.next(), stop);
    }
  }
}

async function workUnder(
  lease: Lease,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    await work(AbortSignal.any([lease.lost, stop]));
  } finally {
    await lease.release();
  }
}
