import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { JetStreamManager, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { auditStreamName, logNames, mirrorName } from '@countersign/contracts';
import type { ServiceLogger } from '@countersign/postgres';
import { Complaint, messageOf } from '@countersign/timing';
import { differs, isStreamNotFound } from './mirror.js';
import type { MirrorOptions } from './mirror.js';

type AuditOptions = Pick<MirrorOptions, 'replicas'>;
type AuditConfig = Partial<StreamConfig> & { name: string };

/**
 * All mirrors in one stream, for external readers such as a SIEM. JetStream itself copies the messages, in order within
 * a log. It continues after the last sequence that it copied, which is a position: a mirror that was lost and rebuilt from
 * the same log is continued without repeats. A mirror with another history (a new epoch) would be appended to the old
 * one, so `removeAuditStream` runs at a new epoch.
 *
 * A service creates it if it does not exist; an existing stream with other settings stays unchanged, for an operator to fix.
 */
async function openAuditStream(jsm: JetStreamManager, options: AuditOptions): Promise<void> {
  const config = auditConfig(options.replicas);
  if (!(await auditInfo(jsm))) await jsm.streams.add(config);
}

/**
 * The operator's version: an existing stream with other settings is changed to these.
 * @throws if the server does not allow the change, or JetStream does not answer
 */
export async function ensureAuditStream(jsm: JetStreamManager, options: AuditOptions): Promise<void> {
  const config = auditConfig(options.replicas);
  const existing = await auditInfo(jsm);
  if (!existing) await jsm.streams.add(config);
  else if (differs(existing.config, config)) await jsm.streams.update(config.name, config);
}

/** Removes the stream and its consumers; the relays create it again. */
export async function removeAuditStream(jsm: JetStreamManager): Promise<void> {
  await jsm.streams.delete(auditStreamName).catch((error: unknown) => {
    if (!isStreamNotFound(error)) throw error;
  });
}

async function auditInfo(jsm: JetStreamManager): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(auditStreamName);
  } catch (error) {
    if (isStreamNotFound(error)) return undefined;
    throw error;
  }
}

function auditConfig(replicas: number): AuditConfig {
  return {
    name: auditStreamName,
    description: 'Every mirror in one, in order within a log. Written by JetStream only; disposable.',
    sources: logNames.map((log) => ({ name: mirrorName(log) })),
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    deny_delete: true,
    deny_purge: true,
    num_replicas: replicas,
  };
}

/** Makes sure that the stream of all mirrors exists. Only external readers use it: no mirror waits for it. */
export class AuditStreamKeeper {
  private readonly complaint = new Complaint();

  constructor(
    private readonly replicas: MirrorOptions['replicas'],
    private readonly logger: ServiceLogger,
  ) {}

  /** Creates the stream if it does not exist. A failure is logged, and the next check tries again. */
  async keep(jsm: JetStreamManager): Promise<void> {
    try {
      await openAuditStream(jsm, { replicas: this.replicas });
      this.complaint.settle();
    } catch (error) {
      const message = `The stream of all mirrors cannot be created: ${messageOf(error)}`;
      if (this.complaint.isNews(message)) this.logger.warn(message, { err: error });
    }
  }
}
