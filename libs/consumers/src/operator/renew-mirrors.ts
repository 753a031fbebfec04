import type { JetStreamManager } from '@nats-io/jetstream';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { wishMirrorRenewal } from '@countersign/event-log';
import { mirrorInfo, renewalOf, untilRenewed } from '@countersign/mirror';

/** Why mirrors are recreated, and how long to wait for each relay, in milliseconds. */
export interface Renewal {
  reason: string;
  patienceMs: number;
}

/**
 * Has the relays of logs recreate their mirrors, and waits until they have. Relays look for such wishes every few seconds;
 * those of several logs work at the same time.
 * @throws RelayAbsent if the service of a log does not run
 */
export async function renewMirrors(
  admin: ClientBase,
  jsm: JetStreamManager,
  logs: readonly LogName[],
  { reason, patienceMs }: Renewal,
): Promise<void> {
  const renewals = new Map<LogName, number>();
  for (const log of logs) {
    const mirror = await mirrorInfo(jsm, log);
    const present = mirror ? renewalOf(mirror) : 0;
    renewals.set(log, await wishMirrorRenewal(admin, { log, reason, present }));
  }
  for (const [log, renewal] of renewals) await untilRenewed(jsm, log, { renewal, patienceMs });
}
