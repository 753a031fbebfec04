import { genesisHash } from '@countersign/proof';
import { parsedBody } from './columns.js';
import { comparePage } from './compare-page.js';
import type { Range } from './compare-page.js';
import { ErasedTexts } from './erased-texts.js';
import type { Finding } from './finding.js';
import type { LogState, ReadableLog, StoredEventRow, StoredPage } from './stored-rows.js';

/** The log was put back to an older state during the walk, or replaced: what the walk has seen counts for nothing. */
export class LogPutBack extends Error {
  constructor(logName: string) {
    super(`the ${logName} log was put back to an older state while it was compared`);
    this.name = new.target.name;
  }
}

/** A range of positions that the walk has compared, and the first thing that is wrong in it. */
export interface WalkedRange extends Range {
  events: readonly StoredEventRow[];
  finding: Finding | undefined;
}

const RANGE = 500;

/**
 * Compares a whole log, from the newest events to the oldest: every column and membership against the hashed body, every
 * private text against its hash, every hash against the chain, the missing texts against the recorded erasures, the
 * commands against their events, and the end against the head. Appends and erasures may continue meanwhile. A log that
 * was cut, with a matching older head, is intact in itself: only readers that keep a position and hash of their own
 * (mirrors, checkpoints) find that.
 */
export class LogWalk {
  private readonly erased = new ErasedTexts();
  private expected: { hash: string; recordedAtMicros: number };

  private constructor(
    private readonly log: ReadableLog,
    /** The head when the walk began. */
    readonly head: LogState,
  ) {
    this.expected = head;
  }

  /** A walk from the present head. */
  static async from(log: ReadableLog): Promise<LogWalk> {
    return new LogWalk(log, await log.state());
  }

  /**
   * The ranges, newest first; the walk goes on after a finding. The last range, at position 0, stands for what is wrong
   * with the log as a whole.
   * @throws LogPutBack
   */
  async *ranges(size = RANGE): AsyncGenerator<WalkedRange> {
    for (let last = this.head.position; last > 0; last -= size) {
      const range = { first: Math.max(1, last - size + 1), last };
      const page = await this.log.page(range.first, range.last);
      const finding = await this.compare(page, range);
      this.expected = page.before ?? genesisOf(this.head);
      if (finding) await this.assertNotPutBack();
      yield { ...range, events: page.events, finding };
    }
    const finding = await this.compareWhole();
    if (finding) await this.assertNotPutBack();
    yield { first: 0, last: 0, events: [], finding };
  }

  private async compare(page: StoredPage, range: Range): Promise<Finding | undefined> {
    const { finding, bodies } = comparePage(page, range, genesisOf(this.head));
    // Erasures in a range count in spite of a finding, or the texts that they concern would seem to be missing as well.
    const known = finding ? page.events.map(({ body }) => parsedBody(body)) : bodies;
    known.forEach((body, i) => body && this.erased.add(body, page.events[i] as StoredEventRow));
    return finding ?? (await this.compareTexts(page.events, range)) ?? this.compareEnd(page, range);
  }

  /** The event at the end of a range against what the range after it, or the head, was chained to. */
  private compareEnd({ events }: StoredPage, { last }: Range): Finding | undefined {
    const end = events.at(-1);
    const { hash, recordedAtMicros } = this.expected;
    const isHead = last === this.head.position;
    if (end?.hash !== hash)
      return { position: last, kind: 'head-differs', detail: isHead ? OTHER_HASH : MOVED };
    if (end.recordedAtMicros !== recordedAtMicros)
      return { position: last, kind: 'head-differs', detail: isHead ? OTHER_TIME : MOVED };
    return undefined;
  }

  private async compareTexts(
    events: readonly StoredEventRow[],
    { first, last }: Range,
  ): Promise<Finding | undefined> {
    const known = this.erased.within(first, last);
    for (const event of events) {
      const wrong = event.isErased ? known.unrecorded(event) : known.returned(event);
      if (wrong && !(event.isErased && (await this.erasedSince(event)))) return wrong;
    }
    return undefined;
  }

  /** Whether the text was erased after the walk began: then an event beyond the head of that time records it. */
  private async erasedSince(event: StoredEventRow): Promise<boolean> {
    const since = new ErasedTexts();
    const { position: end } = await this.log.state();
    for (let first = this.head.position + 1; first <= end; first += RANGE) {
      const { events } = await this.log.page(first, Math.min(end, first + RANGE - 1));
      for (const one of events) {
        const body = parsedBody(one.body);
        if (body) since.add(body, one);
      }
    }
    return since.unrecorded(event) === undefined;
  }

  private async compareWhole(): Promise<Finding | undefined> {
    const stray = await this.log.stray();
    if (stray) return { position: stray.position, kind: 'inserted', detail: `${stray.table} ${STRAY}` };
    const { position, hash, erasures } = this.head;
    if (position === 0 && hash !== genesisOf(this.head).hash)
      return { position, kind: 'head-differs', detail: 'the head of the empty log is not its beginning' };
    if (erasures !== this.erased.count)
      return {
        position,
        kind: 'head-differs',
        detail: 'the head counts other erasures than the events record',
      };
    return undefined;
  }

  private async assertNotPutBack(): Promise<void> {
    const now = await this.log.state();
    if (now.position < this.head.position || now.logId !== this.head.logId)
      throw new LogPutBack(this.head.logName);
  }
}

const OTHER_HASH = 'the hash of the head is not that of the last event';
const OTHER_TIME = 'the time of the head is not that of the last event';
const MOVED = 'the event changed while the log was compared';
const STRAY = 'has a row for a position that the log does not have';

/** What is before the first event of a log. */
function genesisOf({ logId, logName }: LogState): {
  position: number;
  hash: string;
  recordedAtMicros: number;
} {
  return { position: 0, hash: genesisHash(logId, logName), recordedAtMicros: 0 };
}
