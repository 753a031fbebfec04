import type { JetStreamManager } from '@nats-io/jetstream';
import { auditStreamName } from '@countersign/contracts';
import type { ServiceLogger } from '@countersign/postgres';
import { Complaint, messageOf } from '@countersign/timing';
import { AuditConsumers } from './audit-consumers.js';
import {
  auditConfig,
  auditDiffers,
  auditInfo,
  copiedBy,
  isOutdated,
  lostMessages,
  merged,
  presentMirrors,
} from './audit-stream.js';
import type { AuditOptions, Incarnations } from './audit-stream.js';
import { isStreamNotFound } from './mirror.js';

/**
 * Keeps the stream of all mirrors: creates it, recreates it together with a mirror, and gives its durable consumers back
 * their places. External readers use the stream, so no mirror waits for it. One relay alone keeps it, that of the
 * request log: two could each remove what the other is restoring.
 */
export class AuditKeeper {
  private readonly complaint = new Complaint();

  constructor(
    private readonly options: AuditOptions,
    private readonly logger: ServiceLogger,
  ) {}

  /** Logs a failure, and leaves it to the next check. */
  async keep(jsm: JetStreamManager): Promise<void> {
    try {
      await this.keepStream(jsm);
      await new AuditConsumers(jsm).moveOn();
      this.complaint.settle();
    } catch (error) {
      const message = `The stream of all mirrors cannot be kept: ${messageOf(error)}`;
      if (this.complaint.isNews(message)) this.logger.warn(message, { err: error });
    }
  }

  private async keepStream(jsm: JetStreamManager): Promise<void> {
    const present = await presentMirrors(jsm);
    const info = await auditInfo(jsm);
    const copied = info && copiedBy(info);
    if (!info || !copied) return this.recreate(jsm, present);
    const lost = lostMessages(info);
    if (lost > 0 || isOutdated(copied, present)) {
      const why = lost > 0 ? `it has lost ${lost} messages` : 'a mirror was recreated';
      this.logger.warn(`The stream of all mirrors is recreated: ${why}.`);
      return this.recreate(jsm, present);
    }
    const wished = merged(copied, present);
    if (auditDiffers(info, this.options, wished))
      await jsm.streams.update(auditStreamName, auditConfig(this.options, wished));
  }

  /**
   * Safe to interrupt anywhere: the places of the consumers are recorded before the stream is removed, and a stream that
   * copies nothing yet is recreated by the next check. Consumers are created while it is empty, so that a consumer that
   * asked for new messages only does not miss the first ones.
   */
  private async recreate(jsm: JetStreamManager, present: Incarnations): Promise<void> {
    const consumers = new AuditConsumers(jsm);
    const lost = await consumers.record();
    if (lost.length > 0) this.logger.error(`Consumers too large to be recreated: ${lost.join(', ')}.`);
    await jsm.streams.delete(auditStreamName).catch((error: unknown) => {
      if (!isStreamNotFound(error)) throw error;
    });
    await jsm.streams.add(auditConfig(this.options, undefined));
    await consumers.restore();
    // JetStream gave the stream without sources its own name as a subject.
    await jsm.streams.update(auditStreamName, { ...auditConfig(this.options, present), subjects: [] });
  }
}
