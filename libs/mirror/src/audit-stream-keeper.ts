import type { JetStreamManager } from '@nats-io/jetstream';
import { Complaint, messageOf } from '@countersign/timing';
import type { ServiceLogger } from '@countersign/postgres';
import { openAuditStream } from './audit-stream.js';
import type { MirrorOptions } from './mirror.js';

/** Sees to it that the stream of all mirrors is there. It is for who reads along: no mirror waits for it. */
export class AuditStreamKeeper {
  private readonly complaint = new Complaint();

  constructor(
    private readonly replicas: MirrorOptions['replicas'],
    private readonly logger: ServiceLogger,
  ) {}

  /** Makes it if it is not there; says so when that fails, and leaves it to the next look. */
  async keep(jsm: JetStreamManager): Promise<void> {
    try {
      await openAuditStream(jsm, { replicas: this.replicas });
      this.complaint.settle();
    } catch (error) {
      const message = `The stream of all mirrors cannot be made: ${messageOf(error)}`;
      if (this.complaint.isNews(message)) this.logger.warn(message, { err: error });
    }
  }
}
