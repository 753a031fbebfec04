import type { JetStreamManager } from '@nats-io/jetstream';
import { mirrorName } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import type { LogFeed } from '@countersign/event-log';
import { mirrorInfo, mirroredHash, missingMessages } from './mirror.js';

/** The end of a mirror: position and hash of its last event; 0 and null when it never had one. */
export interface MirrorEnd {
  position: number;
  hash: string | null;
}

/**
 * How a mirror stands to its log: a beginning of it, up to its end; a beginning of it in which messages are missing;
 * or something else, which only an operator can judge. `why` is a sentence without its full stop.
 */
export type Standing =
  { kind: 'follows'; end: MirrorEnd } | { kind: 'damaged'; why: string } | { kind: 'diverged'; why: string };

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
  const missing = missingMessages(info);
  const last = missing === 0 ? position : await lastSequence(jsm, feed.name);
  const isEmpty = info.state.messages === 0 || last === undefined;
  if (!isEmpty && (await mirroredHash(jsm, feed.name, last)) !== (await hashAt(feed, last))) {
    return {
      kind: 'diverged',
      why: `the mirror of the ${feed.name} log holds another event at ${last} than the log`,
    };
  }
  if (missing === 0) return { kind: 'follows', end: { position, hash: inLog } };
  return { kind: 'damaged', why: `the mirror of the ${feed.name} log has lost ${missing} of its messages` };
}

/** Sequence of the last message that is there, which a damaged stream's own state does not tell. */
async function lastSequence(jsm: JetStreamManager, log: LogName): Promise<number | undefined> {
  const message = await jsm.streams.getMessage(mirrorName(log), { last_by_subj: `countersign.${log}.>` });
  return message?.seq;
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
