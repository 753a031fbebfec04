import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogFeed } from '@countersign/event-log';
import type { Damage } from './divergence.js';
import { inWords } from './mirror-check.js';
import { ensureMirror, mirrorInfo, recreateMirror, renewalOf } from './mirror.js';
import type { MirrorOptions } from './mirror.js';
import type { RecreationReason, RelayTelemetry } from './relay-telemetry.js';

export interface MirrorRepairOptions extends MirrorOptions {
  feed: LogFeed;
  telemetry: RelayTelemetry;
}

/** Creates the mirror of a log, and recreates it where it is spoiled or an operator wants another one; reports each time. */
export class MirrorRepair {
  private incident: string | undefined;

  constructor(private readonly options: MirrorRepairOptions) {}

  /** The last recreation, as `/readyz` shows it until the process ends; empty if there was none. */
  get incidents(): string[] {
    return this.incident === undefined ? [] : [this.incident];
  }

  /** Recreates the mirror if an operator's command has asked for that since it was created. */
  async open(jsm: JetStreamManager): Promise<void> {
    const { feed } = this.options;
    const renewal = await feed.mirrorRenewal();
    const existing = await mirrorInfo(jsm, feed.name);
    if (!existing || renewal <= renewalOf(existing)) {
      await ensureMirror(jsm, feed.name, { ...this.options, renewal });
      return;
    }
    await recreateMirror(jsm, feed.name, { ...this.options, renewal });
    this.report('operator', `an operator's command requested that (renewal ${renewal})`);
  }

  /** Nobody needs to decide: the log contains everything that the mirror has ever truly contained. */
  async replaceSpoiled(jsm: JetStreamManager, damage: Damage): Promise<void> {
    const { feed, telemetry } = this.options;
    await recreateMirror(jsm, feed.name, { ...this.options, renewal: await feed.mirrorRenewal() });
    if (damage.strays > 0) telemetry.metrics.mirrorStrays(feed.name, damage.strays);
    this.report(damage.strays > 0 ? 'strays' : 'lost-messages', inWords(feed.name, damage));
  }

  private report(reason: RecreationReason, why: string): void {
    const { feed, telemetry } = this.options;
    telemetry.metrics.mirrorRecreated(feed.name, reason);
    telemetry.logger.warn(`The mirror of the ${feed.name} log was recreated: ${why}.`);
    this.incident = `the mirror was recreated at ${new Date().toISOString()}: ${why}`;
  }
}
