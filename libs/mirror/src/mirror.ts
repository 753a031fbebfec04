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

/** How a mirror is kept. */
export interface MirrorOptions {
  /** Copies in a cluster: 1, or 3 to survive the loss of a node. */
  replicas: 1 | 3;
  /** Position of the first event it will hold; 1 unless older events are not to be republished. */
  firstSeq?: number;
}

/** Subject on which an instance tells the leading relay of a log that it has appended. */
export const pokeSubject = (log: LogName): string => `countersign.poke.${log}`;

/** Whether a JetStream error says that the stream is not there. */
export const isStreamNotFound = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;

/**
 * The stream that mirrors a log, made if it is not there: as its service may have it. No service may change a stream,
 * for one with further subjects would store what others say to each other, access tokens included.
 * @throws Error when it is there with other settings; JetStream errors as they are
 */
export function openMirror(jsm: JetStreamManager, log: LogName, options: MirrorOptions): Promise<StreamInfo> {
  return mirrorOr(jsm, log, options, ({ name }) => {
    throw new Error(`${name} has other settings than it must have; run the migrate step`);
  });
}

/**
 * The same for an operator: an existing stream with other settings gets these; the messages it has stay. Messages can
 * neither be deleted nor purged, and no limit drops them.
 * @throws when the server does not allow the change, or JetStream does not answer
 */
export function ensureMirror(
  jsm: JetStreamManager,
  log: LogName,
  options: MirrorOptions,
): Promise<StreamInfo> {
  return mirrorOr(jsm, log, options, (wished) => jsm.streams.update(wished.name, wished));
}

/** Makes the mirror if it is missing; calls `otherwise` for an existing mirror with other settings. */
async function mirrorOr(
  jsm: JetStreamManager,
  log: LogName,
  { replicas, firstSeq = 1 }: MirrorOptions,
  otherwise: (wished: MirrorConfig) => Promise<StreamInfo>,
): Promise<StreamInfo> {
  const existing = await mirrorInfo(jsm, log);
  const wished = mirrorConfig(log, replicas);
  if (!existing) return jsm.streams.add({ ...wished, first_seq: firstSeq });
  return differs(existing.config, wished) ? otherwise(wished) : existing;
}

type MirrorConfig = Partial<StreamConfig> & { name: string };

/** Lists of settings are short and of texts. */
export const differs = (config: StreamConfig, wished: Partial<StreamConfig>): boolean =>
  Object.entries(wished).some(
    ([key, value]) => JSON.stringify(config[key as keyof StreamConfig]) !== JSON.stringify(value),
  );

/** Stream info of a log's mirror; undefined when there is no such stream. */
export async function mirrorInfo(jsm: JetStreamManager, log: LogName): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(mirrorName(log));
  } catch (error) {
    if (isStreamNotFound(error)) return undefined;
    throw error;
  }
}

/** Takes a mirror away, for an operator: it is made again, and its relay fills it. */
export async function removeMirror(jsm: JetStreamManager, log: LogName): Promise<void> {
  await jsm.streams.delete(mirrorName(log)).catch((error: unknown) => {
    if (!isStreamNotFound(error)) throw error;
  });
}

/**
 * How many messages a stream has lost between the first it was made for and the last it ever had. None may be deleted
 * or purged, so it is 0 unless the store itself was damaged.
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
 * The hash of the message at a position of the mirror: null when there is no such message, the empty text when
 * what is there is not an event of this position (a stray publish), so that it equals no hash.
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
 * How far another context's log has come, by its mirror: position and hash of the last event there.
 * @throws Error when there is no mirror, it does not answer, or its last message is not there or no event
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
