import { Unavailable } from '@countersign/contracts';
import type { DomainEvent, LogName, RecordedEvent } from '@countersign/contracts';
import type { Append, Appended, EventLog, FoundCommand, LogHead, Verification } from '@countersign/event-log';

/** Whether a log may take appends, as far as its mirror is concerned. */
export type GateState = 'unchecked' | 'open' | 'diverged';

/**
 * Stands before a log's appends. It is shut until log and mirror have been compared, and while they differ: an
 * event appended to a log that was put back would take a position others have already seen another event at.
 */
export class CommandGate {
  private current: GateState = 'unchecked';
  private doubted = 0;

  get state(): GateState {
    return this.current;
  }

  /** How often it was doubted: what a comparison asks before it begins, and gives back to `open`. */
  get doubts(): number {
    return this.doubted;
  }

  /** @param doubts their number when the comparison began; a newer doubt keeps the gate shut */
  open(doubts = this.doubted): void {
    if (doubts === this.doubted) this.current = 'open';
  }

  /** The comparison must be made again, such as after the database was away. */
  doubt(): void {
    this.doubted++;
    if (this.current === 'open') this.current = 'unchecked';
  }

  /** Log and mirror differ: only an operator can say which one is right. */
  shut(): void {
    this.current = 'diverged';
  }

  /** @throws Unavailable `log-diverged` or `log-unchecked` while the gate is shut */
  assertOpen(what: string): void {
    if (this.current === 'diverged') throw new Unavailable(what, 'log-diverged');
    if (this.current === 'unchecked') throw new Unavailable(what, 'log-unchecked');
  }
}

/** A log whose commands pass a gate, whether they append or find that they need not; reads do not. */
export class GatedEventLog implements EventLog {
  constructor(
    private readonly log: EventLog,
    private readonly gate: CommandGate,
  ) {}

  get name(): LogName {
    return this.log.name;
  }

  /** @throws Unavailable `log-diverged` or `log-unchecked` (503) while the gate is shut */
  async append(append: Append): Promise<Appended> {
    this.gate.assertOpen(`The ${this.name} log`);
    return this.log.append(append);
  }

  readStream<E extends DomainEvent = DomainEvent>(
    stream: string,
    afterVersion?: number,
  ): Promise<RecordedEvent<E>[]> {
    return this.log.readStream<E>(stream, afterVersion);
  }

  readFrom(position: number, limit: number): Promise<RecordedEvent[]> {
    return this.log.readFrom(position, limit);
  }

  head(): Promise<LogHead> {
    return this.log.head();
  }

  /**
   * What a command that appends nothing ends with: another ticket for a check-out that a restored log knows, but not
   * its revocation, must not be had either.
   * @throws Unavailable as above
   */
  async findCommand(id: string): Promise<FoundCommand | undefined> {
    this.gate.assertOpen(`The ${this.name} log`);
    return this.log.findCommand(id);
  }

  onErased(listener: () => void): () => void {
    return this.log.onErased(listener);
  }

  verify(): Promise<Verification> {
    return this.log.verify();
  }
}
