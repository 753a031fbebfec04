import { Backoff, isAborted, pause, Complaint, messageOf } from '@countersign/timing';
import type { ServiceLogger } from '../service-logger.js';
import type { Wake } from '@countersign/timing';
import type { Leadership, Lease, LeaseName } from './leadership.js';

/** Thrown by a leader that steps down voluntarily, so that another instance can try. */
export class SteppedDown extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SteppedDown';
  }
}

/** A leader that is behind and makes no progress for this long steps down: another instance may succeed. */
export const NO_PROGRESS_MS = 10_000;

/** How long a leader that stepped down leaves the lease to others: longer than a standby's interval between looks. */
const COOL_DOWN_MS = 3000;
/** A leader whose work ended, or whose lease was lost, asks for it again after this pause, to avoid a tight loop. */
const AGAIN_MS = 50;

/** Callbacks around a leadership. */
export interface LeadOptions {
  leases: Leadership;
  lease: LeaseName;
  stop: AbortSignal;
  logger: ServiceLogger;
  /** Runs before each attempt to take the lease; an error counts as a failed attempt. */
  beforeAttempt?: () => Promise<unknown>;
  /** Called when another instance has the lease. */
  onStandby?: () => void;
  /** Ends the pause after a failure early. */
  hurry?: Wake;
}

/**
 * Leads whenever it can, until `stop`: waits for the lease, runs `work` with a signal that aborts when the lease is lost
 * or `stop` is called, gives the lease back, and begins again, with growing pauses while `work` fails.
 */
export async function leadWhenever(
  options: LeadOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { lease: name, stop, logger, hurry } = options;
  const backoff = new Backoff();
  const complaint = new Complaint();
  while (!stop.aborted) {
    try {
      await attempt(options, work);
      backoff.reset();
      complaint.settle();
    } catch (error) {
      if (isAborted(stop)) return;
      const message = `${name.kind} ${name.name}: ${messageOf(error)}`;
      if (complaint.isNews(message)) logger.warn(message, { err: error });
      const ms = error instanceof SteppedDown ? COOL_DOWN_MS : backoff.next();
      await (hurry ? hurry.wait(ms, stop) : pause(ms, stop));
    }
  }
}

/** Leads once, if the lease is free. */
async function attempt(
  { leases, lease: name, stop, beforeAttempt, onStandby }: LeadOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await beforeAttempt?.();
  const lease = await leases.tryAcquire(name, stop);
  if (!lease) return onStandby?.();
  await workUnder(lease, stop, work);
  await pause(AGAIN_MS, stop);
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
