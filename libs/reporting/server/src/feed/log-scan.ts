import type { LogName, AuditFeedSelection, CloudEvent } from '@countersign/contracts';
import { markOf } from '@countersign/mirror';
import type { MirroredEvent, MirrorReader, SeenPosition } from '@countersign/mirror';
import { CursorAhead, CursorDiverged, FeedUnavailable } from './feed.errors.js';

/** The part of a mirror reader that a scan uses. */
export type FeedMirrors = Pick<MirrorReader, 'end' | 'read'>;

const ONE = { events: 1, bytes: 1 };
const CHUNK_BYTES = 1024 * 1024;

/** Reads one log from a position: in chunks, taken event by event. */
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
   * Starts at a position, or at the filter's `from` if that is later.
   * @param chunk - events per read
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

  /** Whether the filter's `to` has passed, so that no later event can match. */
  get isOver(): boolean {
    return this.over;
  }

  /** The next event; undefined at the end of the mirror and after the filter's `to`. */
  async peek(): Promise<MirroredEvent | undefined> {
    if (this.ahead.length === 0 && !this.exhausted) await this.readOn();
    const [next] = this.ahead;
    this.over ||= next !== undefined && isTooLate(next.event, this.filter);
    return this.over ? undefined : next;
  }

  /** Moves past the event that {@link peek} returned. */
  take(): void {
    const next = this.ahead.shift();
    if (next) this.last = { position: next.sequence, mark: markOf(next.event.hash) };
  }

  /** A position is only valid in the same history of the log, which the hash identifies. */
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
      // The mirror was rebuilt between two reads, with another history.
      if (mark && markOf(event.previoushash) !== mark) throw new FeedUnavailable();
      mark = markOf(event.hash);
    }
  }

  /** Times never decrease within a log, so a binary search finds the last event before the filter's `from`. */
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

/** The filter of a feed. */
export type FeedFilter = Pick<AuditFeedSelection, 'type' | 'subject' | 'from' | 'to'>;

/** Whether an event matches by its type and stream. */
export function isWanted({ type, subject }: CloudEvent, wanted: FeedFilter): boolean {
  if (wanted.subject !== undefined && subject !== wanted.subject) return false;
  return wanted.type === undefined || wanted.type.some((one) => isOfType(type, one));
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** Whether an event was recorded before `from`. */
export const isTooEarly = ({ time }: CloudEvent, { from }: FeedFilter): boolean =>
  from !== undefined && inMilliseconds(time) < from;

/** Whether an event was recorded at or after `to`, like every later event of its log. */
const isTooLate = ({ time }: CloudEvent, { to }: FeedFilter): boolean =>
  to !== undefined && inMilliseconds(time) >= to;

/** Events have microseconds, and queries milliseconds. */
const inMilliseconds = (time: string): string => `${time.slice(0, 23)}Z`;
