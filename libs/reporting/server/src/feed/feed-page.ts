import { logNames } from '@countersign/contracts';
import type { AuditFeedSelection, LogPosition } from '@countersign/contracts';
import { cursorOf } from './feed-cursor.js';
import type { FeedCursor } from './feed-cursor.js';
import { isTooEarly, isWanted, LogScan } from './log-scan.js';
import type { FeedMirrors } from './log-scan.js';

/** Limits of a call: events examined, and bytes of matching events (well below the size limit of a message). */
export interface PageBounds {
  scanned: number;
  bytes: number;
}

const PAGE_BOUNDS: PageBounds = { scanned: 5000, bytes: 384 * 1024 };

/** A page of the feed. */
export interface FeedPage {
  /** Texts of CloudEvents: each log in its order, the logs merged by time. */
  items: string[];
  next: FeedCursor;
  /** The logs where a matching event may still appear; empty when a limit ended the page, or `to` has passed. */
  awaits: LogPosition[];
}

/** Events per read: the size of the page without a filter, more when few events match. */
const chunkOf = ({ limit, type, subject }: AuditFeedSelection): number => (type || subject ? 500 : limit);

/**
 * The matching events after a cursor, up to a limit.
 * @throws CursorAhead, CursorDiverged, MirrorUnreadable
 */
export async function readPage(
  mirrors: FeedMirrors,
  from: FeedCursor,
  query: AuditFeedSelection,
  bounds: PageBounds = PAGE_BOUNDS,
): Promise<FeedPage> {
  const open = logNames.map((log) => LogScan.open(log, mirrors, query, chunkOf(query), from[log]));
  const scans = await Promise.all(open);
  const { items, ended } = await collect(scans, query, bounds);
  const next = cursorOf((log) => scans.find((scan) => scan.log === log)?.at ?? from[log]);
  const waiting = ended ? scans.filter(({ isOver }) => !isOver) : [];
  return { items, next, awaits: waiting.map(({ log, at: { position } }) => ({ log, position })) };
}

/** Takes the earliest event of all logs, again and again, until none is left (`ended`) or a limit is reached. */
async function collect(
  scans: LogScan[],
  query: AuditFeedSelection,
  bounds: PageBounds,
): Promise<{ items: string[]; ended: boolean }> {
  const items: string[] = [];
  let bytes = 0;
  for (let scanned = 0; scanned < bounds.scanned && items.length < query.limit; scanned++) {
    const scan = await earliest(scans);
    const next = await scan?.peek();
    if (!scan || !next) return { items, ended: true };
    // While `from` is in the future, new events are too early.
    if (!isTooEarly(next.event, query) && isWanted(next.event, query)) {
      bytes += Buffer.byteLength(next.text);
      if (items.length > 0 && bytes > bounds.bytes) return { items, ended: false };
      items.push(next.text);
    }
    scan.take();
  }
  return { items, ended: false };
}

/** The scan whose next event was recorded first. */
async function earliest(scans: LogScan[]): Promise<LogScan | undefined> {
  let found: { scan: LogScan; time: string } | undefined;
  for (const scan of scans) {
    const next = await scan.peek();
    if (next && (!found || next.event.time < found.time)) found = { scan, time: next.event.time };
  }
  return found?.scan;
}
