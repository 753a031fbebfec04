import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import type { AuditedEvent } from './audited-event.js';
import { eventHash } from './chain.js';
import { EventOrder } from './event-order.js';
import { KeptHeads } from './kept-heads.js';
import type { Head } from './kept-heads.js';
import { PositionRanges } from './position-ranges.js';
import type { PositionRange } from './position-ranges.js';

/** What is known beforehand. */
export interface VerifierOptions {
  /** The logs to be verified; events of others are passed over. Default: all. */
  logs?: readonly LogName[];
  /** Where each log's events begin, if not at the log's beginning. */
  starts?: Partial<Record<LogName, Head>>;
  kept?: KeptHeads;
}

/** What was found of all logs. */
export interface Findings {
  intact: boolean;
  logs: LogFinding[];
}

/**
 * Verifies logs offline from their events: every hash against what it is the hash of, every event against the one
 * before it, the chain against kept checkpoints, and every private text that is missing against the erasures on record.
 * Events come one by one, each log in its order, logs mixed in any way; memory grows with the streams and with the
 * ranges of what was erased, and by about 20 bytes for each event. A log without events is given as intact and empty, unless a kept checkpoint knows
 * better.
 */
export class LogsVerifier {
  private readonly walks: Map<LogName, LogWalk>;

  constructor({ logs = logNames, starts = {}, kept = new KeptHeads() }: VerifierOptions = {}) {
    this.walks = new Map(logs.map((log) => [log, new LogWalk(log, starts[log] ?? null, kept)]));
  }

  take(event: AuditedEvent): void {
    this.walks.get(event.log)?.take(event);
  }

  end(): Findings {
    const logs = [...this.walks.values()].map((walk) => walk.end());
    return { intact: logs.every(({ intact }) => intact), logs };
  }
}

/** Where a log is not what was recorded, and how; `truncated` and `rewritten` by a kept checkpoint. */
export interface Broken {
  intact: false;
  log: LogName;
  /** The first position that does not fit. */
  position: number;
  kind: 'changed' | 'removed' | 'inserted' | 'reordered' | 'truncated' | 'rewritten';
  detail: string;
}

/** What was found of one log. */
export type LogFinding =
  | {
      intact: true;
      log: LogName;
      /** What was before the first event seen: taken on trust, unless a kept checkpoint names it. */
      start: Head | null;
      head: Head | null;
      /** Events seen. */
      events: number;
      /** Positions at which a kept checkpoint was met, and agreed. */
      checkpoints: number;
    }
  | Broken;

/** The first misfit, and the event that showed it: null when no later one can tell more of it. */
interface Misfit {
  broken: Broken;
  event: AuditedEvent | null;
}

/**
 * Walks along one log, event by event. It remembers the last two places in its chain, the versions of streams, and in
 * ranges the positions whose private text is missing or was erased.
 */
export class LogWalk {
  private head: Head | null;
  private before: Head | null = null;
  private misfit: Misfit | undefined;
  private events = 0;
  private readonly missing = new PositionRanges();
  private readonly erased: PositionRange[] = [];
  private checkpoints = 0;
  private readonly order: EventOrder;

  /** @param start - what is known to be before the first event; null: the log's beginning, whatever its genesis hash */
  constructor(
    private readonly log: LogName,
    private start: Head | null,
    private readonly kept: KeptHeads,
  ) {
    this.head = start;
    this.order = new EventOrder(!start?.position);
    if (start) this.compare(start);
  }

  /** The next event, in the order in which the log was given. */
  take(event: AuditedEvent): void {
    this.events++;
    if (this.misfit) return this.reconsider(event, this.misfit);
    const head = (this.head ??= this.begin(event));
    const broken = this.misfitOf(event, head);
    if (!broken) return this.advance(head, event);
    // An event with a position that was before cannot be waited for.
    this.misfit = { broken, event: broken.kind === 'inserted' ? null : event };
  }

  /** What was found; there are no more events. */
  end(): LogFinding {
    if (this.misfit) return this.misfit.broken;
    const { log, start, head, events, checkpoints } = this;
    const last = this.kept.last(log);
    if (last > (head?.position ?? 0))
      return this.broken(
        'truncated',
        (head?.position ?? 0) + 1,
        `a kept checkpoint knows of events up to ${last}`,
      );
    return this.unrecordedErasure() ?? { intact: true, log, start, head, events, checkpoints };
  }

  /**
   * A text may be missing only where a later event records its erasure. An export that ends before that event looks the
   * same as a text that somebody took away, so the detail says how to tell them apart.
   */
  private unrecordedErasure(): Broken | undefined {
    const position = this.missing.firstOutside(this.erased);
    if (position === undefined) return undefined;
    const last = this.head?.position ?? position;
    return this.broken(
      'changed',
      position,
      `its private text is missing, and no event up to position ${last}, the last one given, records its erasure. ` +
        'Either somebody took the text away, or it was erased later: to tell which, export the log to its end and ' +
        'verify that export',
    );
  }

  /** The genesis hash holds an id that only the log knows: the first event says it, and a kept checkpoint pins it. */
  private begin({ previousHash }: AuditedEvent): Head {
    this.start = { position: 0, hash: previousHash };
    this.compare(this.start);
    return this.start;
  }

  private advance(head: Head, { position, hash, missesPrivate, erased }: AuditedEvent): void {
    this.before = head;
    this.head = { position, hash };
    if (missesPrivate) this.missing.add(position);
    this.erased.push(...erased);
    this.compare(this.head);
  }

  private misfitOf(event: AuditedEvent, head: Head): Broken | undefined {
    const expected = head.position + 1;
    if (event.position > expected)
      return this.broken('removed', expected, `${event.position} follows ${head.position}`);
    if (event.position < expected)
      return this.broken('inserted', event.position, `it comes after ${head.position}`);
    if (!fits(event, head)) return this.unfit(event, expected);
    if (event.contradicts === null && event.previousHash === head.hash) return this.disorder(event);
    const member = event.contradicts ?? 'previoushash';
    return this.broken('changed', expected, `its member ${member} is not what was recorded`);
  }

  private disorder(event: AuditedEvent): Broken | undefined {
    const wrong = this.order.wrong(event);
    return wrong === undefined ? undefined : this.broken('changed', event.position, wrong);
  }

  /** Its own hash does not fit where it stands. If it fits one earlier, what stands there now was put before it. */
  private unfit(event: AuditedEvent, expected: number): Broken {
    if (this.before && fits(event, this.before))
      return this.broken('inserted', expected - 1, `the event after it was recorded as ${expected - 1}`);
    return this.broken('changed', expected, 'its content, or the event before it, is not what was recorded');
  }

  /** The event that was missed may yet come: then the log is not short of it, but out of order or added to. */
  private reconsider(event: AuditedEvent, misfit: Misfit): void {
    if (!misfit.event || !this.head || !fits(event, this.head)) return;
    const { position } = misfit.broken;
    const gap = misfit.broken.kind === 'removed';
    const follows = { position, hash: event.hash };
    const kind = gap || fits(misfit.event, follows) ? 'reordered' : 'inserted';
    const detail =
      kind === 'reordered' ? 'the event of this position comes later' : 'another event stands before it';
    this.misfit = { broken: this.broken(kind, position, detail), event: null };
  }

  /** A place in the chain against what was kept; the first misfit stands. */
  private compare(place: Head): void {
    const { log, kept } = this;
    if (this.misfit || !kept.has(log, place.position)) return;
    const signedAt = kept.contradicts(log, place);
    if (signedAt === null) {
      this.checkpoints++;
      return;
    }
    const detail = `the checkpoint of ${signedAt} has a different hash: this event or an earlier event was replaced`;
    this.misfit = { broken: this.broken('rewritten', place.position, detail), event: null };
  }

  private broken(kind: Broken['kind'], position: number, detail: string): Broken {
    return { intact: false, log: this.log, position, kind, detail };
  }
}

/** Whether an event's hash is the one it has as the event after a place in the chain. */
function fits(
  { recordedAtMicros, body, hash }: AuditedEvent,
  { position, hash: previousHash }: Head,
): boolean {
  return eventHash({ previousHash, position: position + 1, recordedAtMicros, body }) === hash;
}
