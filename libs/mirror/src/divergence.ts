import type { JetStreamManager } from '@nats-io/jetstream';
import { mirrorName } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import type { LogFeed } from '@countersign/event-log';
import { ensureMirror, mirroredHash, mirrorInfo, missingMessages } from './mirror.js';
import type { MirrorOptions } from './mirror.js';

/** The end of a mirror: position and hash of its last event; 0 and null if it never had an event. */
export interface MirrorEnd {
  position: number;
  hash: string | null;
}

/**
 * How a mirror compares with its log. `follows`: it contains the log's events up to `end`, except for `missing` messages
 * that its damaged store lost. `diverged`: only an operator can judge; `why` is a sentence without its full stop.
 */
export type Standing =
  { kind: 'follows'; end: MirrorEnd; missing: number } | { kind: 'diverged'; why: string };

/**
 * Compares the last message of a mirror with the log. Hashes are chained, so an equal hash at a position means equal
 * events up to it. A mirror that does not exist, or never had a message, follows any log.
 */
export async function compareMirror(jsm: JetStreamManager, feed: LogFeed): Promise<Standing> {
  const info = await mirrorInfo(jsm, feed.name);
  const position = info?.state.last_seq ?? 0;
  if (!info || position === 0) return { kind: 'follows', end: { position, hash: null }, missing: 0 };
  const inLog = await hashAt(feed, position);
  if (inLog === null) return { kind: 'diverged', why: await ahead(feed, position) };
  const missing = missingMessages(info);
  const last = missing === 0 ? position : await lastSequence(jsm, feed.name);
  if (info.state.messages > 0 && last !== undefined) {
    const inMirror = await mirroredHash(jsm, feed.name, last);
    if (missing > 0 && inMirror === null) throw new Error('the mirror changed during the comparison');
    if (inMirror !== (await hashAt(feed, last))) return { kind: 'diverged', why: another(feed, last) };
  }
  return { kind: 'follows', end: { position, hash: inLog }, missing };
}

const another = ({ name }: LogFeed, position: number): string =>
  `the mirror of the ${name} log holds another event at ${position} than the log`;

/** Sequence of the last message that still exists; the state of a damaged stream does not tell it. */
async function lastSequence(jsm: JetStreamManager, log: LogName): Promise<number | undefined> {
  const message = await jsm.streams.getMessage(mirrorName(log), { last_by_subj: `countersign.${log}.>` });
  return message?.seq;
}

/** The hash of the event at a position of a log; null if the log is shorter. */
async function hashAt(feed: LogFeed, position: number): Promise<string | null> {
  const [event] = await feed.readStored(position, 1);
  return event?.position === position ? event.hash : null;
}

async function ahead(feed: LogFeed, position: number): Promise<string> {
  const { position: end } = await feed.head();
  return `the mirror of the ${feed.name} log is at ${position}, but the log ends at ${end}: the database holds an older state`;
}

/**
 * Recreates a mirror that has lost messages, empty, for its relay to fill: a sequence is used only once, so holes cannot
 * be repaired. A mirror that differs from its log stays as it is, because it needs a new epoch.
 * @returns how many messages were missing; 0 if there was nothing to do
 */
export async function renewDamagedMirror(
  jsm: JetStreamManager,
  feed: LogFeed,
  options: MirrorOptions,
): Promise<number> {
  const standing = await compareMirror(jsm, feed);
  if (standing.kind === 'diverged' || standing.missing === 0) return 0;
  await jsm.streams.delete(mirrorName(feed.name));
  await ensureMirror(jsm, feed.name, options);
  return standing.missing;
}
