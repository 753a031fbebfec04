import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { CheckpointHead, LogName } from '@countersign/contracts';
import { mirroredHash, mirrorInfo } from './mirror.js';

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
