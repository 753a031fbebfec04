import { pause } from '@countersign/timing';
import type { SeenPosition } from '@countersign/mirror';
import { eventsAfter, positionOf } from './events-after.js';
import type { NoticeMirrors } from './events-after.js';
import { noticeLogs } from './notice-cursor.js';
import type { NoticeCursor, NoticeLog } from './notice-cursor.js';
import { changeOf } from './request-change.js';
import type { RequestChange } from './request-change.js';

/** Events of a log that are read for one who comes back; who missed more reads anew what they look at. */
export const MOST_MISSED = 500;
/** Those who come back at once, all together, must not keep the mirrors busy. */
const AT_ONCE = 8;
/** Another gateway may be this far ahead of ours. */
const AHEAD_MS = 2_000;

/** Reads what subscribers have missed while they were away. */
export class Backlog {
  private reading = 0;

  constructor(
    private readonly mirrors: NoticeMirrors,
    private readonly here: () => NoticeCursor | undefined,
  ) {}

  /**
   * The changes between two cursors; undefined when they are too many, not to be had now, or of another history.
   * @param to - where this process was when the subscriber came: what follows is told live
   */
  async between(from: NoticeCursor, to: NoticeCursor): Promise<RequestChange[] | undefined> {
    if (isSame(from, to)) return [];
    if (this.reading >= AT_ONCE) return undefined;
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

  /** Whether this process gets as far as a cursor, which another process may have given out. */
  private async reaches(cursor: NoticeCursor): Promise<boolean> {
    const until = performance.now() + AHEAD_MS;
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
    if (to - from.position > MOST_MISSED) return undefined;
    const changes: RequestChange[] = [];
    let at = from;
    do {
      // Read also when nothing was missed: the position may be one of another history.
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
