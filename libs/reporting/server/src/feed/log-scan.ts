import type { LogName } from '@countersign/contracts';
import { markOf } from '@countersign/mirror';
import type { MirroredEvent, MirrorReader, SeenPosition } from '@countersign/mirror';
import { CursorAhead, CursorDiverged, FeedUnavailable } from './feed.errors.js';
import { isTooEarly, isTooLate } from './feed-filter.js';
import type { FeedFilter } from './feed-filter.js';

/** The reads of mirrors that a scan is made of. */
export type FeedMirrors = Pick<MirrorReader, 'end' | 'read'>;

const ONE = { events: 1, bytes: 1 };
const CHUNK_BYTES = 1024 * 1024;

/** One log, from a reader's position on: read in chunks, taken event by event. */
export class LogScan {
  private ahead: MirroredEvent[] = [];
  private exhausted = false;
  private over = false;

  private constructor(
    readonly log: LogName,
    private readonly mirrors: FeedMirrors,
    private readonly filter: FeedFilter,
    private readonly chunk: number,
    private last: SeenPosition,
  ) {}

  /**
   * Begins at a position, or where the wanted time begins if that is later.
   * @param chunk - events read at once
   * @throws CursorAhead, CursorDiverged when the position is not on the mirror; MirrorUnreadable
   */
  static async open(
    log: LogName,
    mirrors: FeedMirrors,
    filter: FeedFilter,
    chunk: number,
    from: SeenPosition,
  ): Promise<LogScan> {
    const scan = new LogScan(log, mirrors, filter, chunk, from);
    await scan.assertOnMirror();
    const first = await scan.peek();
    if (first && isTooEarly(first.event, filter)) await scan.seek();
    return scan;
  }

  /** The last event taken. */
  get at(): SeenPosition {
    return this.last;
  }

  /** Whether something wanted may still come: not once the wanted time is over. */
  get isOver(): boolean {
    return this.over;
  }

  /** The next event; undefined at the end of the mirror and when the wanted time is over. */
  async peek(): Promise<MirroredEvent | undefined> {
    if (this.ahead.length === 0 && !this.exhausted) await this.readOn();
    const [next] = this.ahead;
    this.over ||= next !== undefined && isTooLate(next.event, this.filter);
    return this.over ? undefined : next;
  }

  /** Goes past the event that was peeked. */
  take(): void {
    const next = this.ahead.shift();
    if (next) this.last = { position: next.sequence, mark: markOf(next.event.hash) };
  }

  /** Positions mean nothing in another history of the log: the hash tells. */
  private async assertOnMirror(): Promise<void> {
    const { position, mark } = this.last;
    if (position === 0) return;
    const [event] = await this.mirrors.read(this.log, position, ONE);
    if (!event) throw new CursorAhead(this.log, position, await this.mirrors.end(this.log));
    if (markOf(event.event.hash) !== mark) throw new CursorDiverged(this.log, position);
  }

  private async readOn(): Promise<void> {
    const bounds = { events: this.chunk, bytes: CHUNK_BYTES };
    this.ahead = await this.mirrors.read(this.log, this.last.position + 1, bounds);
    this.exhausted = this.ahead.length === 0;
    let { mark } = this.last;
    for (const { event } of this.ahead) {
      // The mirror was made anew between two reads, of another history.
      if (mark && markOf(event.previoushash) !== mark) throw new FeedUnavailable();
      mark = markOf(event.hash);
    }
  }

  /** Times never go back within a log: halving finds the last event before the wanted time begins. */
  private async seek(): Promise<void> {
    let low = this.last.position + 1;
    let high = await this.mirrors.end(this.log);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (await this.isEarlyAt(middle)) low = middle;
      else high = middle - 1;
    }
    const [before] = await this.mirrors.read(this.log, low, ONE);
    if (!before) throw new FeedUnavailable();
    this.ahead = [before];
    this.take();
    this.exhausted = false;
  }

  private async isEarlyAt(position: number): Promise<boolean> {
    const [event] = await this.mirrors.read(this.log, position, ONE);
    if (!event) throw new FeedUnavailable();
    return isTooEarly(event.event, this.filter);
  }
}
