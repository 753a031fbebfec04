import type { DomainEvent, LogName, RecordedEvent } from '@countersign/contracts';
import { verifyLog } from '@countersign/stored-log';
import type { ReadableLog, Verification } from '@countersign/stored-log';
import { LogUnavailable } from '../event-log.errors.js';
import type { LogDamaged } from '../event-log.errors.js';
import type {
  Append,
  Appended,
  EventLog,
  FoundCommand,
  LogFeed,
  LogHead,
  StoredEvent,
} from '../event-log.js';
import { Listeners } from '../listeners.js';
import { settle } from '../group-commit/append-outcome.js';
import { GroupCommit } from '../group-commit/group-commit.js';
import type { BatchMetrics } from '../group-commit/group-commit.js';
import { flush } from '../group-commit/salvage.js';
import { prepareAppend } from '../prepared-append.js';
import { recordedEvent, recordedFromBody } from '../recorded-event.js';
import { upcaster as builtIn } from '../upcasting/upcaster.js';
import type { Upcaster } from '../upcasting/upcaster.js';
import { AppendConnection } from './append-connection.js';
import { LogReader } from './log-reader.js';

/** Two flushes in flight: one travels while the other waits for the disk. More would gain nothing. */
const LANES = 2;

/** Where a log is, and what observes its appends. */
export interface PostgresEventLogSettings {
  /** The log, and the name of its schema. */
  log: LogName;
  /** Connection URL of the service's role. */
  url: string;
  /** Connections for reads; appends have two of their own. */
  readConnections?: number;
  metrics?: BatchMetrics;
  upcaster?: Upcaster;
}

/**
 * A log in PostgreSQL, in a schema made by `installLog`. It connects when it is first used, and reconnects when
 * necessary. Call `close` when done.
 */
export class PostgresEventLog implements EventLog, LogFeed {
  readonly name: LogName;
  private readonly lanes: AppendConnection[];
  private readonly groupCommit: GroupCommit;
  private readonly reader: LogReader;
  private readonly upcaster: Upcaster;
  private readonly listeners = new Listeners<number>();
  private closed: Promise<void> | undefined;

  constructor({ log, url, readConnections = 8, metrics, upcaster = builtIn }: PostgresEventLogSettings) {
    this.name = log;
    this.upcaster = upcaster;
    this.lanes = Array.from({ length: LANES }, () => new AppendConnection(url, log));
    const flushes = this.lanes.map((lane) => (batch: Parameters<typeof flush>[1]) => flush(lane, batch));
    this.groupCommit = new GroupCommit(flushes, metrics);
    this.reader = new LogReader(url, log, readConnections);
  }

  async append(append: Append): Promise<Appended> {
    const prepared = prepareAppend(append);
    if (this.closed) throw new LogUnavailable(`log ${this.name} is closed`);
    const appended = settle(prepared, await this.groupCommit.submit(prepared));
    if (!appended.repeated) this.listeners.tell(appended.lastPosition);
    return appended;
  }

  async readStream<E extends DomainEvent = DomainEvent>(
    stream: string,
    afterVersion = 0,
  ): Promise<RecordedEvent<E>[]> {
    return (await this.reader.stream(stream, afterVersion)).map(({ body, ...place }) =>
      recordedFromBody<E>(place, body, this.upcaster),
    );
  }

  async readFrom(position: number, limit: number): Promise<RecordedEvent[]> {
    return (await this.reader.from(position, limit)).map((event) => recordedEvent(event, this.upcaster));
  }

  readStored(position: number, limit: number): Promise<StoredEvent[]> {
    return this.reader.from(position, limit);
  }

  head(): Promise<LogHead> {
    return this.reader.head();
  }

  mirrorRenewal(): Promise<number> {
    return this.reader.mirrorRenewal();
  }

  async findCommand(id: string): Promise<FoundCommand | undefined> {
    const known = await this.reader.command(id);
    return known && { repeated: true, ...known };
  }

  verify(): Promise<Verification> {
    return verifyLog(this.reader.rows, { log: this.name });
  }

  /** All rows of the log, for a comparison with what was hashed. */
  get rows(): ReadableLog {
    return this.reader.rows;
  }

  /** Calls the listener whenever a read finds an event that is not what was recorded. */
  onDamaged(listener: (damage: LogDamaged) => void): () => void {
    return this.reader.onDamaged(listener);
  }

  onAppended(listener: (position: number) => void): () => void {
    return this.listeners.add(listener);
  }

  onErased(listener: () => void): () => void {
    return this.reader.onErased(listener);
  }

  /** Accepts no more appends, waits for those under way, and closes every connection. */
  close(): Promise<void> {
    this.closed ??= this.groupCommit.drain().then(async () => {
      await Promise.all([...this.lanes.map((lane) => lane.close()), this.reader.close()]);
    });
    return this.closed;
  }
}
