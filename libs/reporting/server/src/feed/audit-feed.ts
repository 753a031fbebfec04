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

/** Calls that wait at once, in one process; others are answered with what there is. */
export const MOST_WAITING = 200;
/** Events come in bursts: those that follow at once go into the same look. */
const GATHER_MS = 50;
/** Timers may ring so much early. */
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
   * The page a selection asks for; when there is nothing, what comes within `waitMs`.
   * @throws InvalidInput when the cursor is none; CursorAhead, CursorDiverged; FeedUnavailable
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
      // Let go before its time, when the service ends: whoever asked must not ask again at once.
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
