import { randomUUID } from 'node:crypto';
import { isInRanges } from '@countersign/contracts';
import type { DomainEvent, LogName, PersonalDataErased, RecordedEvent } from '@countersign/contracts';
import { Listeners } from '../listeners.js';
import { eventHash, formatMicros, genesisHash, parseMicros } from '@countersign/proof';
import { verifyLog } from '@countersign/stored-log';
import type {
  LogState,
  ReadableLog,
  StoredEventRow,
  StoredPage,
  Verification,
} from '@countersign/stored-log';
import type {
  Append,
  Appended,
  CommandResult,
  EventAppend,
  EventLog,
  FoundCommand,
  LogFeed,
  LogHead,
  StoredEvent,
} from '../event-log.js';
import { InvalidAppend } from '../event-log.errors.js';
import { settle } from '../group-commit/append-outcome.js';
import type { AppendOutcome, KnownCommand } from '../group-commit/append-outcome.js';
import { bodyOf, prepareAppend, prepareErasure } from '../prepared-append.js';
import type { PreparedAppend, PreparedEvent } from '../prepared-append.js';
import { recordedEvent } from '../recorded-event.js';
import { rowOf } from './row-of.js';
import type { Upcaster } from '../upcasting/upcaster.js';
import { upcaster as builtIn } from '../upcasting/upcaster.js';

/** The clock and the upcaster; both have defaults. */
export interface InMemoryEventLogSettings {
  /** The clock of the "database". */
  now?: () => Date;
  upcaster?: Upcaster;
}

/**
 * A log that lives as long as its process, for tests of rules and handlers. It makes the same checks, texts and hashes
 * as `PostgresEventLog`, and passes the same contract suite.
 */
export class InMemoryEventLog implements EventLog, LogFeed {
  private readonly events: (PreparedEvent & StoredEvent)[] = [];
  private readonly streams = new Map<string, (PreparedEvent & StoredEvent)[]>();
  private readonly erased = new Listeners();
  private readonly commands = new Map<string, KnownCommand>();
  private readonly listeners = new Listeners<number>();
  private readonly logId = randomUUID();
  private readonly now: () => Date;
  private readonly upcaster: Upcaster;
  private micros = 0;
  private erasures = 0;

  constructor(
    readonly name: LogName,
    { now = () => new Date(), upcaster = builtIn }: InMemoryEventLogSettings = {},
  ) {
    this.now = now;
    this.upcaster = upcaster;
  }

  async append(append: Append): Promise<Appended> {
    return this.record(prepareAppend(append));
  }

  private async record(prepared: PreparedAppend): Promise<Appended> {
    await turn();
    const appended = settle(prepared, this.store(prepared));
    if (!appended.repeated) this.listeners.tell(appended.lastPosition);
    return appended;
  }

  async readStream<E extends DomainEvent = DomainEvent>(
    stream: string,
    afterVersion = 0,
  ): Promise<RecordedEvent<E>[]> {
    await turn();
    const events = this.ofStream(stream).slice(afterVersion);
    return events.map((event) => recordedEvent<E>(event, this.upcaster));
  }

  async readFrom(position: number, limit: number): Promise<RecordedEvent[]> {
    return (await this.readStored(position, limit)).map((event) => recordedEvent(event, this.upcaster));
  }

  async readStored(position: number, limit: number): Promise<StoredEvent[]> {
    await turn();
    const from = Math.max(position, 1) - 1;
    return this.events
      .slice(from, from + limit)
      .map(({ position, recordedAt, body, private: texts, erasedAt, hash, previousHash }) => ({
        position,
        recordedAt,
        body,
        private: texts,
        erasedAt,
        hash,
        previousHash,
      }));
  }

  async head(): Promise<LogHead> {
    const { position, hash } = await this.state();
    return { position, hash };
  }

  async findCommand(id: string): Promise<FoundCommand | undefined> {
    await turn();
    const known = this.commands.get(id);
    return known && { repeated: true, ...known };
  }

  verify(): Promise<Verification> {
    return verifyLog(this.rows, { log: this.name });
  }

  /** The log as a comparison reads it. */
  get rows(): ReadableLog {
    return {
      state: () => this.state(),
      page: (first, last) => this.page(first, last),
      stray: () => Promise.resolve(undefined),
    };
  }

  /** Nobody wishes for another mirror of a log that ends with its process. */
  mirrorRenewal(): Promise<number> {
    return Promise.resolve(0);
  }

  onAppended(listener: (position: number) => void): () => void {
    return this.listeners.add(listener);
  }

  onErased(listener: () => void): () => void {
    return this.erased.add(listener);
  }

  /** Records an erasure, and empties the private texts of the events at the positions it names (see `erasureAppend`). */
  async erase(append: Append): Promise<Appended> {
    const prepared = prepareErasure(append);
    const [{ event }] = append.events as [EventAppend];
    const { ranges } = event.data as PersonalDataErased['data'];
    if (ranges.some(([, last]) => last > this.events.length))
      throw new InvalidAppend('an erasure names events before it');
    const appended = await this.record(prepared);
    if (appended.repeated) return appended;
    for (const stored of this.events) {
      if (stored.private === null || !isInRanges(ranges, stored.position)) continue;
      stored.private = null;
      stored.erasedAt = new Date(Math.floor(this.micros / 1000)).toISOString();
    }
    for (const command of this.commands.values()) {
      const { firstPosition, lastPosition } = command;
      if (ranges.some(([first, last]) => first <= lastPosition && firstPosition <= last))
        command.fingerprint.key = null;
    }
    this.erasures++;
    this.erased.tell();
    return appended;
  }

  /** Synchronous, so that nothing can happen between the check and the write. */
  private store(append: PreparedAppend): AppendOutcome {
    const known = this.commands.get(append.command.id);
    if (known) return { kind: 'known', ...known };
    for (const { stream, version } of append.expected) {
      const actual = this.ofStream(stream).length;
      if (actual !== version) return { kind: 'wrong-version', stream, expected: version, actual };
    }
    const firstPosition = this.events.length + 1;
    this.micros = Math.max(this.now().getTime() * 1000, this.micros);
    append.events.forEach((event) => this.add(event, bodyOf(append.origin, event)));
    const recorded = {
      firstPosition,
      lastPosition: this.events.length,
      recordedAt: formatMicros(this.micros),
    };
    const result = JSON.parse(append.result) as CommandResult;
    this.commands.set(append.command.id, { ...recorded, fingerprint: append.fingerprint, result });
    return { kind: 'appended', ...recorded };
  }

  private add(event: PreparedEvent, body: string): void {
    const position = this.events.length + 1;
    const previousHash = this.events.at(-1)?.hash ?? genesisHash(this.logId, this.name);
    const hash = eventHash({ previousHash, position, recordedAtMicros: this.micros, body });
    const stored = {
      ...event,
      body,
      position,
      recordedAt: formatMicros(this.micros),
      erasedAt: null,
      hash,
      previousHash,
    };
    this.events.push(stored);
    for (const { id } of event.streams) this.streams.set(id, [...(this.streams.get(id) ?? []), stored]);
  }

  private ofStream(stream: string): (PreparedEvent & StoredEvent)[] {
    return this.streams.get(stream) ?? [];
  }

  private async state(): Promise<LogState> {
    await turn();
    const hash = this.events.at(-1)?.hash ?? genesisHash(this.logId, this.name);
    return {
      position: this.events.length,
      hash,
      recordedAtMicros: this.micros,
      logId: this.logId,
      logName: this.name,
      erasures: this.erasures,
    };
  }

  private async page(first: number, last: number): Promise<StoredPage> {
    await turn();
    const [before] = first > 1 ? this.rowsOf(first - 1, first - 1) : [];
    const spans = [...this.commands.values()].map(({ firstPosition, lastPosition, recordedAt }) => ({
      first: firstPosition,
      last: lastPosition,
      recordedAtMicros: parseMicros(recordedAt),
    }));
    return {
      before,
      events: this.rowsOf(first, last),
      commands: spans.filter((span) => span.first <= last && span.last >= first),
    };
  }

  private rowsOf(first: number, last: number): StoredEventRow[] {
    return this.events.slice(first - 1, last).map(rowOf);
  }
}

/** Answers every call asynchronously, as a database would, so that a forgotten await fails tests. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
