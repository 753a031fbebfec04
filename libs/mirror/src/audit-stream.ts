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
 * All mirrors in one stream, for who reads along from outside: JetStream itself copies the messages, in order within
 * a log. It goes on by the sequence it has copied last, which is a position: a mirror that was lost and made again
 * of the same log is continued without a repeat. One of another history (a new epoch) would be spliced onto the
 * old one, so `removeAuditStream` goes with it.
 *
 * Made if it is not there, as a service may; one with other settings stays as it is, for an operator to change.
 */
async function openAuditStream(jsm: JetStreamManager, options: AuditOptions): Promise<void> {
  const config = auditConfig(options.replicas);
  if (!(await auditInfo(jsm))) await jsm.streams.add(config);
}

/**
 * The same for an operator: an existing stream with other settings gets these.
 * @throws when the server does not allow the change, or JetStream does not answer
 */
export async function ensureAuditStream(jsm: JetStreamManager, options: AuditOptions): Promise<void> {
  const config = auditConfig(options.replicas);
  const existing = await auditInfo(jsm);
  if (!existing) await jsm.streams.add(config);
  else if (differs(existing.config, config)) await jsm.streams.update(config.name, config);
}

/** Removes the stream and its consumers; the relays make it again. */
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
