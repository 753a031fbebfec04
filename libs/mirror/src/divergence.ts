import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogFeed } from '@countersign/event-log';
import { lastEventOf } from './last-event.js';
import { mirrorInfo, missingMessages } from './mirror.js';

/** The end of a mirror: position and hash of its last event; 0 and null if it never had an event. */
export interface MirrorEnd {
  position: number;
  hash: string | null;
}

/** What is wrong with a mirror of which the log still contains the last event. */
export interface Damage {
  /** The last event that the mirror contains. */
  end: MirrorEnd;
  /** Messages after it that are not events of their place: only the relay publishes, so somebody else made the server write. */
  strays: number;
  /** Subject and sequence of the first stray. */
  firstStray?: string;
  /** Messages that the store lost. */
  missing: number;
}

/**
 * How a mirror compares with its log. `follows`: it contains the log's events up to `end`. `spoiled`: it does as far as
 * its last event, but holds strays or has lost messages, so the relay recreates it. `diverged`: only an operator can
 * judge; `why` is a sentence without its full stop.
 */
export type Standing =
  | { kind: 'follows'; end: MirrorEnd }
  | { kind: 'spoiled'; damage: Damage }
  | { kind: 'diverged'; why: string };

const EMPTY: MirrorEnd = { position: 0, hash: null };

/**
 * Compares the last event of a mirror with the log. Hashes are chained, so an equal hash at a position means equal
 * events up to it. A mirror that does not exist, or never had a message, follows any log.
 */
export async function compareMirror(jsm: JetStreamManager, feed: LogFeed): Promise<Standing> {
  const info = await mirrorInfo(jsm, feed.name);
  const last = info?.state.last_seq ?? 0;
  if (!info || last === 0) return { kind: 'follows', end: EMPTY };
  const missing = missingMessages(info);
  if (info.state.messages === 0) return emptied(feed, last, missing);
  const { event, stray } = await lastEventOf(jsm, info, feed.name);
  const end = event ?? { position: (info.config.first_seq || 1) - 1, hash: null };
  const inLog = await endInLog(feed, end.position);
  if (!inLog) return { kind: 'diverged', why: await ahead(feed, end.position) };
  if (end.hash !== null && inLog.hash !== end.hash)
    return { kind: 'diverged', why: another(feed, end.position) };
  if (!stray && missing === 0) return { kind: 'follows', end: inLog };
  // Messages missing after the last event cannot be told from strays that are missing.
  const strays = stray ? Math.max(1, last - end.position - missing) : 0;
  return {
    kind: 'spoiled',
    damage: { end: inLog, strays, missing, ...(stray && { firstStray: `${stray.subject} at ${stray.seq}` }) },
  };
}

/**
 * A stream without messages: it was created to begin after `last`, or lost everything. What it held is not known, so a
 * log that ends before may have been restored to an older state.
 */
async function emptied(feed: LogFeed, last: number, missing: number): Promise<Standing> {
  const end = await endInLog(feed, last);
  if (!end) return { kind: 'diverged', why: await ahead(feed, last) };
  return missing === 0 ? { kind: 'follows', end } : { kind: 'spoiled', damage: { end, strays: 0, missing } };
}

const another = ({ name }: LogFeed, position: number): string =>
  `the mirror of the ${name} log holds another event at ${position} than the log`;

/** Position and hash of an event of a log; undefined if the log is shorter. */
async function endInLog(feed: LogFeed, position: number): Promise<MirrorEnd | undefined> {
  if (position === 0) return EMPTY;
  const [event] = await feed.readStored(position, 1);
  return event?.position === position ? { position, hash: event.hash } : undefined;
}

async function ahead(feed: LogFeed, position: number): Promise<string> {
  const { position: end } = await feed.head();
  return `the mirror of the ${feed.name} log is at ${position}, but the log ends at ${end}: the database holds an older state`;
}
