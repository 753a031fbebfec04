import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { JetStreamManager, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { cloudEvent, mirrorName } from '@countersign/contracts';
import type { CheckpointHead, LogName } from '@countersign/contracts';

/** Settings of a mirror. */
export interface MirrorOptions {
  /** Copies in a cluster: 1, or 3 to survive the loss of a node. */
  replicas: 1 | 3;
  /** Position of the first event that it will contain; 1 unless older events are not republished. */
  firstSeq?: number;
  /** The operator's wish for recreation that it is created for (`wishMirrorRenewal`). */
  renewal?: number;
}

/** Subject on which an instance notifies the leading relay of a log after an append. */
export const pokeSubject = (log: LogName): string => `countersign.poke.${log}`;

/** Whether a JetStream error says that the stream does not exist. */
export const isStreamNotFound = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;

/**
 * The stream that mirrors a log: created if it does not exist, and changed if its settings are others; then it keeps its
 * messages. Messages can be neither deleted nor purged, and no limit drops them. The relay is alone in the account of
 * its mirror, so whatever subjects it gave the stream, nobody else's messages would be stored.
 * @throws if the server does not allow the change, or JetStream does not answer
 */
export async function ensureMirror(
  jsm: JetStreamManager,
  log: LogName,
  { replicas, firstSeq = 1, renewal = 0 }: MirrorOptions,
): Promise<StreamInfo> {
  const existing = await mirrorInfo(jsm, log);
  const wished = mirrorConfig(log, replicas);
  if (!existing)
    return jsm.streams.add({ ...wished, first_seq: firstSeq, metadata: { [RENEWAL]: String(renewal) } });
  return differs(existing.config, wished) ? jsm.streams.update(wished.name, wished) : existing;
}

/** Recreates a mirror, empty, for its relay to fill: a sequence is never assigned twice, so a mirror is not repaired. */
export async function recreateMirror(
  jsm: JetStreamManager,
  log: LogName,
  options: MirrorOptions,
): Promise<void> {
  await jsm.streams.delete(mirrorName(log)).catch((error: unknown) => {
    if (!isStreamNotFound(error)) throw error;
  });
  await ensureMirror(jsm, log, options);
}

const RENEWAL = 'countersign-renewal';

/** The number of the renewal that a mirror was created for (`wishMirrorRenewal`); 0 if it was created for none. */
export const renewalOf = ({ config }: Pick<StreamInfo, 'config'>): number =>
  Number(config.metadata?.[RENEWAL] ?? 0);

type MirrorConfig = Partial<StreamConfig> & { name: string };

/** Compares lists of texts; the lists in the settings are short. */
export const differs = (config: StreamConfig, wished: Partial<StreamConfig>): boolean =>
  Object.entries(wished).some(
    ([key, value]) => JSON.stringify(config[key as keyof StreamConfig]) !== JSON.stringify(value),
  );

/** Stream info of a log's mirror; undefined if there is no such stream. */
export async function mirrorInfo(jsm: JetStreamManager, log: LogName): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(mirrorName(log));
  } catch (error) {
    if (isStreamNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * How many messages a stream has lost between its first and its last sequence. Messages cannot be deleted or purged, so
 * this is 0 unless the store itself was damaged.
 */
export const missingMessages = ({ config, state }: Pick<StreamInfo, 'config' | 'state'>): number =>
  state.last_seq - (config.first_seq || 1) + 1 - state.messages;

function mirrorConfig(log: LogName, replicas: number): MirrorConfig {
  return {
    name: mirrorName(log),
    description: `Mirror of the ${log} log: sequence = position. Written by its relay only; disposable.`,
    subjects: [`countersign.${log}.>`],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_msgs: -1,
    max_bytes: -1,
    max_msgs_per_subject: -1,
    max_age: 0,
    deny_delete: true,
    deny_purge: true,
    // For reads by position without a consumer (MirrorReader).
    allow_direct: true,
    num_replicas: replicas,
  };
}

/**
 * The hash of the message at a position of the mirror. Null if there is no such message; the empty text, which equals no
 * hash, if the message is not an event of this position (a stray publish).
 */
export async function mirroredHash(
  jsm: JetStreamManager,
  log: LogName,
  position: number,
): Promise<string | null> {
  const message = await jsm.streams.getMessage(mirrorName(log), { seq: position });
  if (!message) return null;
  const event = cloudEvent.safeParse(jsonOrNull(message.string())).data;
  return event?.sequence === String(position) ? event.hash : '';
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const TIMEOUT_MS = 2000;

/**
 * How far another context's log has come, according to its mirror: position and hash of the last event there.
 * @throws Error if there is no mirror, it does not answer, or its last message is missing or is not an event
 */
export async function mirrorHead(nc: NatsConnection, log: LogName): Promise<CheckpointHead> {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: TIMEOUT_MS });
  const info = await mirrorInfo(jsm, log);
  if (!info) throw new Error(`there is no mirror of the ${log} log`);
  const position = info.state.last_seq;
  if (position === 0) return { log, position, hash: null };
  const hash = await mirroredHash(jsm, log, position);
  if (!hash) throw new Error(`the mirror of the ${log} log has no event at ${position}, its end`);
  return { log, position, hash };
}
