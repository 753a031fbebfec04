import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogFeed } from '@countersign/event-log';
import { mirrorInfo, mirroredHash } from './mirror.js';

/** The end of a mirror: position and hash of its last event; 0 and null when it never had one. */
export interface MirrorEnd {
  position: number;
  hash: string | null;
}

/** How a mirror stands to its log: a beginning of it, up to its end; or not, and then why, in a sentence. */
export type Standing = { kind: 'follows'; end: MirrorEnd } | { kind: 'diverged'; why: string };

/**
 * Compares the last message of a mirror with the log. Hashes are chained: an equal hash at one position means
 * equal events up to it. A mirror that does not exist, or never had a message, follows any log.
 */
export async function compareMirror(jsm: JetStreamManager, feed: LogFeed): Promise<Standing> {
  const info = await mirrorInfo(jsm, feed.name);
  const position = info?.state.last_seq ?? 0;
  if (!info || position === 0) return { kind: 'follows', end: { position, hash: null } };
  const inLog = await hashAt(feed, position);
  if (inLog === null) return { kind: 'diverged', why: await ahead(feed, position) };
  if (info.state.messages === 0) return { kind: 'follows', end: { position, hash: inLog } };
  const inMirror = await mirroredHash(jsm, feed.name, position);
  if (inMirror === inLog) return { kind: 'follows', end: { position, hash: inLog } };
  return {
    kind: 'diverged',
    why: `the mirror of the ${feed.name} log holds another event at ${position} than the log`,
  };
}

/** The hash of the event at a position of a log; null when the log is shorter. */
export async function hashAt(feed: LogFeed, position: number): Promise<string | null> {
  const [event] = await feed.readStored(position, 1);
  return event?.position === position ? event.hash : null;
}

async function ahead(feed: LogFeed, position: number): Promise<string> {
  const { position: end } = await feed.head();
  return `the mirror of the ${feed.name} log is at ${position}, but the log ends at ${end}: the database holds an older state`;
}
