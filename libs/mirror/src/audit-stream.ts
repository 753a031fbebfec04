import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { JetStreamManager, StreamConfig, StreamInfo, StreamSource } from '@nats-io/jetstream';
import { auditStreamName, logNames, mirrorName } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { differs, isStreamNotFound, mirrorInfo } from './mirror.js';
import { auditSourceOf } from './nats/nats-accounts.js';

/** How the stream of all mirrors is kept. */
export interface AuditOptions {
  /** Copies in a cluster. */
  replicas: 1 | 3;
  /** Whether each mirror is in an account of its own, as in the generated configuration of nats-server. */
  separateAccounts: boolean;
}

/** When each mirror was created; the empty text for a mirror that does not exist. */
export type Incarnations = Readonly<Record<LogName, string>>;

/** Consumers beyond this number are refused, so that the record of durable consumers stays small. */
const MAX_CONSUMERS = 100;

/**
 * The settings of the stream of all mirrors, for external readers such as a SIEM. JetStream itself copies the messages, in
 * order within a log. The metadata names the mirrors that it copies: of a recreated mirror, it may hold messages that
 * the new mirror does not hold, so it is recreated as well.
 * @param copied - undefined before it copies: an empty stream, in which consumers are created
 */
export function auditConfig(
  { replicas, separateAccounts }: AuditOptions,
  copied: Incarnations | undefined,
): Partial<StreamConfig> & { name: string } {
  return {
    name: auditStreamName,
    description: 'Every mirror in one, in order within a log. Written by JetStream only; disposable.',
    sources: copied ? logNames.map((log) => sourceOf(log, separateAccounts)) : [],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    max_consumers: MAX_CONSUMERS,
    deny_delete: true,
    deny_purge: true,
    num_replicas: replicas,
    ...(copied && { metadata: metadataOf(copied) }),
  };
}

function sourceOf(log: LogName, separateAccounts: boolean): StreamSource {
  const name = mirrorName(log);
  if (!separateAccounts) return { name };
  const { api, deliver } = auditSourceOf(log);
  return { name, external: { api, deliver } };
}

const keyOf = (log: LogName): string => `countersign-${log}-mirror`;
const metadataOf = (copied: Incarnations): Record<string, string> =>
  Object.fromEntries(logNames.map((log) => [keyOf(log), copied[log]]));

/** The mirrors that the stream copies; undefined while it copies none. */
export function copiedBy({ config }: StreamInfo): Incarnations | undefined {
  if (!config.sources?.length) return undefined;
  return incarnations((log) => config.metadata?.[keyOf(log)] ?? '');
}

/** The mirrors as they are now. */
export async function presentMirrors(jsm: JetStreamManager): Promise<Incarnations> {
  const created = new Map<LogName, string>();
  for (const log of logNames) created.set(log, (await mirrorInfo(jsm, log))?.created ?? '');
  return incarnations((log) => created.get(log) ?? '');
}

const incarnations = (of: (log: LogName) => string): Incarnations =>
  Object.fromEntries(logNames.map((log) => [log, of(log)])) as Record<LogName, string>;

/** Whether a mirror that the stream copies has been recreated since. */
export const isOutdated = (copied: Incarnations, present: Incarnations): boolean =>
  logNames.some((log) => copied[log] !== '' && present[log] !== '' && copied[log] !== present[log]);

/** The present mirrors, and of a mirror that is missing at the moment the one that was copied. */
export const merged = (copied: Incarnations, present: Incarnations): Incarnations =>
  incarnations((log) => present[log] || copied[log]);

/** Stream info; undefined if there is no such stream. */
export async function auditInfo(jsm: JetStreamManager): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(auditStreamName);
  } catch (error) {
    if (isStreamNotFound(error)) return undefined;
    throw error;
  }
}

/** Messages that its store has lost: none may be deleted, so there are gaps only in a damaged store. */
export const lostMessages = ({ state }: StreamInfo): number =>
  state.messages === 0 ? 0 : state.last_seq - state.first_seq + 1 - state.messages;

/** Whether settings other than the metadata differ, to which the server adds its own. */
export function auditDiffers(info: StreamInfo, options: AuditOptions, copied: Incarnations): boolean {
  const { metadata, ...settings } = auditConfig(options, copied);
  const names = metadata ?? {};
  return (
    differs(info.config, settings) ||
    Object.entries(names).some(([key, value]) => info.config.metadata?.[key] !== value)
  );
}
