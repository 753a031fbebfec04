import { setTimeout as sleep } from 'node:timers/promises';
import { logNames } from '@countersign/contracts';
import type { AuditFeedAnswer, AuditFeedSelection } from '@countersign/contracts';
import { markOf, MirrorUnreadable } from '@countersign/mirror';
import type { MirrorTail } from '@countersign/mirror';
import { BEGINNING, cursorOf, decodeFeedCursor, encodeFeedCursor } from './feed-cursor.js';
import type { FeedCursor } from './feed-cursor.js';
import { FeedUnavailable } from './feed.errors.js';
import { readPage } from './feed-page.js';
import type { FeedPage } from './feed-page.js';
import type { FeedMirrors } from './log-scan.js';

/** Concurrently waiting calls of a process; further calls are answered at once. */
const MOST_WAITING = 200;
/** Events come in bursts: this delay collects them into one page. */
const GATHER_MS = 50;
/** Timers may fire this much too early. */
const EARLY_MS = 5;

/** All logs as one feed, read from their mirrors. */
export class AuditFeed {
  private waiting = 0;

  constructor(
    private readonly mirrors: FeedMirrors,
    private readonly tail: Pick<MirrorTail, 'beyond'>,
    private readonly mostWaiting = MOST_WAITING,
  ) {}

  /**
   * The page of a selection; if no event matches, the events that arrive within `waitMs`.
   * @throws InvalidInput when the text is not a cursor; CursorAhead, CursorDiverged; FeedUnavailable
   */
  async page(query: AuditFeedSelection, waitMs: number): Promise<AuditFeedAnswer> {
    try {
      const page = await readPage(this.mirrors, await this.startOf(query.after), query);
      return await this.awaited(page, query, waitMs);
    } catch (error) {
      if (error instanceof MirrorUnreadable) throw new FeedUnavailable();
      throw error;
    }
  }

  private async startOf(after: string | undefined): Promise<FeedCursor> {
    if (after === undefined) return BEGINNING;
    return after === 'head' ? this.head() : decodeFeedCursor(after);
  }

  private async head(): Promise<FeedCursor> {
    const lasts = await Promise.all(
      logNames.map(async (log) => {
        const end = await this.mirrors.end(log);
        const [last] = end === 0 ? [] : await this.mirrors.read(log, end, { events: 1, bytes: 1 });
        return { log, position: last?.sequence ?? 0, mark: markOf(last?.event.hash ?? '') };
      }),
    );
    return cursorOf((log) => lasts.find((last) => last.log === log) ?? BEGINNING[log]);
  }

  private async awaited(page: FeedPage, query: AuditFeedSelection, waitMs: number): Promise<AuditFeedAnswer> {
    if (page.items.length > 0 || page.awaits.length === 0 || waitMs === 0 || this.waiting >= this.mostWaiting)
      return answerOf(page, false);
    this.waiting++;
    try {
      return await this.wait(page, query, Date.now() + waitMs);
    } finally {
      this.waiting--;
    }
  }

  private async wait(first: FeedPage, query: AuditFeedSelection, until: number): Promise<AuditFeedAnswer> {
    let page = first;
    while (page.items.length === 0 && page.awaits.length > 0) {
      const left = until - Date.now();
      // The wait ends early when the service stops; then the caller should not repeat the call at once.
      if (left <= 0 || !(await this.tail.beyond(page.awaits, left)))
        return answerOf(page, Date.now() >= until - EARLY_MS);
      await sleep(GATHER_MS);
      page = await readPage(this.mirrors, page.next, query);
    }
    return answerOf(page, false);
  }
}

function answerOf({ items, next }: FeedPage, waited: boolean): AuditFeedAnswer {
  return { items, nextCursor: encodeFeedCursor(next), waited };
}
