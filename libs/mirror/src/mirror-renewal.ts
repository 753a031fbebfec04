import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogName } from '@countersign/contracts';
import { pause } from '@countersign/timing';
import { auditInfo, copiedBy, isOutdated, presentMirrors } from './audit-stream.js';
import { mirrorInfo, renewalOf } from './mirror.js';
import { AUDIT_KEEPER } from './nats/nats-permissions.js';

/** A relay has not done what was asked of it in time: its service does not run, or does not reach NATS. */
export class RelayAbsent extends Error {
  constructor(log: LogName, what: string) {
    super(
      `${what} has not been recreated yet. Only the ${log} service can do that: it does so within seconds once it runs ` +
        'and reaches PostgreSQL and NATS. Then run this command again; it continues where it stopped.',
    );
    this.name = 'RelayAbsent';
  }
}

const EVERY_MS = 100;

/**
 * Waits until the relay of a log has recreated its mirror (`wishMirrorRenewal`). A mirror that does not exist holds
 * nothing, and is created from the log as it is.
 * @throws RelayAbsent after `patienceMs`
 */
export async function untilRenewed(
  jsm: JetStreamManager,
  log: LogName,
  { renewal, patienceMs }: { renewal: number; patienceMs: number },
): Promise<void> {
  const isRenewed = async (): Promise<boolean> => {
    const info = await mirrorInfo(jsm, log);
    return info === undefined || renewalOf(info) >= renewal;
  };
  if (!(await becomes(isRenewed, patienceMs))) throw new RelayAbsent(log, `The mirror of the ${log} log`);
}

/**
 * Waits until the stream of all mirrors copies no mirror that has been recreated since.
 * @throws RelayAbsent after `patienceMs`
 */
export async function untilAuditFollows(jsm: JetStreamManager, patienceMs: number): Promise<void> {
  const follows = async (): Promise<boolean> => {
    const info = await auditInfo(jsm);
    const copied = info && copiedBy(info);
    // Without a stream, or without sources, it holds nothing.
    return !copied || !isOutdated(copied, await presentMirrors(jsm));
  };
  if (!(await becomes(follows, patienceMs))) throw new RelayAbsent(AUDIT_KEEPER, 'The stream of all mirrors');
}

async function becomes(condition: () => Promise<boolean>, patienceMs: number): Promise<boolean> {
  const until = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() >= until) return false;
    await pause(EVERY_MS);
  }
  return true;
}
