import { pause } from '@countersign/timing';
import type { SeenPosition } from '@countersign/mirror';
import { eventsAfter, positionOf, noticeLogs, changeOf } from './request-change.js';
import type { NoticeMirrors, NoticeCursor, NoticeLog, RequestChange } from './request-change.js';

/** Maximum events of a log that are read for a returning subscriber; with more, the subscriber reloads everything. */
const MAX_MISSED_EVENTS = 500;
/** Limit for many subscribers that return at once, which would otherwise overload the mirrors. */
const MAX_CONCURRENT_READS = 8;
/** Another gateway may be this far ahead of this process. */
const MAX_AHEAD_MS = 2_000;

/** Reads the changes that a subscriber missed while it was disconnected. */
export class Backlog {
  private reading = 0;

  constructor(
    private readonly mirrors: NoticeMirrors,
    private readonly here: () => NoticeCursor | undefined,
  ) {}

  /**
   * The changes between two cursors; undefined when there are too many, they cannot be read now, or `from` is of another
   * history.
   * @param to - the position of this process when the subscriber came; later changes are sent live
   */
  async between(from: NoticeCursor, to: NoticeCursor): Promise<RequestChange[] | undefined> {
    if (isSame(from, to)) return [];
    if (this.reading >= MAX_CONCURRENT_READS) return undefined;
    this.reading++;
    try {
      if (!(await this.reaches(from))) return undefined;
      return await this.read(from, to);
    } catch {
      return undefined;
    } finally {
      this.reading--;
    }
  }

  /** Waits until this process reaches a cursor, which another process may have issued. @returns false on a timeout */
  private async reaches(cursor: NoticeCursor): Promise<boolean> {
    const until = performance.now() + MAX_AHEAD_MS;
    const behind = () => noticeLogs.some((log) => cursor[log].position > (this.here()?.[log].position ?? 0));
    while (behind() && performance.now() < until) await pause(50);
    return !behind();
  }

  private async read(from: NoticeCursor, to: NoticeCursor): Promise<RequestChange[] | undefined> {
    const all: RequestChange[] = [];
    for (const log of noticeLogs) {
      const changes = await this.ofLog(log, from[log], to[log].position);
      if (!changes) return undefined;
      all.push(...changes);
    }
    return all;
  }

  private async ofLog(log: NoticeLog, from: SeenPosition, to: number): Promise<RequestChange[] | undefined> {
    if (to - from.position > MAX_MISSED_EVENTS) return undefined;
    const changes: RequestChange[] = [];
    let at = from;
    do {
      // Read also when nothing was missed: the position may be of another history.
      const events = await eventsAfter(this.mirrors, log, at, Math.max(1, to - at.position));
      if (!events) return undefined;
      const last = events.at(-1);
      if (!last) break;
      at = positionOf(last);
      changes.push(...events.flatMap((event) => changeOf(log, event) ?? []));
    } while (at.position < to);
    return at.position < to ? undefined : changes;
  }
}

const isSame = (a: NoticeCursor, b: NoticeCursor): boolean =>
  noticeLogs.every((log) => a[log].position === b[log].position && a[log].mark === b[log].mark);
