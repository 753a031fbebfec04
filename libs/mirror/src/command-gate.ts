import { Unavailable } from '@countersign/contracts';
import type { Refusal } from '@countersign/contracts';
import type { DomainEvent, LogName, RecordedEvent } from '@countersign/contracts';
import type { Append, Appended, EventLog, FoundCommand, LogHead, Verification } from '@countersign/event-log';

/** Whether a log may be used, as far as its mirror is concerned. */
export type GateState = 'unchecked' | 'open' | 'diverged';

/**
 * Guards a log. The gate is shut until log and mirror have been compared, and while they differ: after the log was put
 * back to an older state, a new event could take a position at which others have seen another event, and an answer
 * could show an access that was revoked since. An obstacle, such as a log that was tampered with, keeps it shut as well.
 */
export class CommandGate {
  private readonly obstacles = new Map<string, () => Refusal>();
  private current: GateState = 'unchecked';
  private doubted = 0;

  get state(): GateState {
    return this.current;
  }

  /** How often the comparison was doubted. A comparison reads this before it begins, and passes it to `open`. */
  get doubts(): number {
    return this.doubted;
  }

  /** @param doubts the value of `doubts` when the comparison began; a later doubt keeps the gate shut */
  open(doubts = this.doubted): void {
    if (doubts === this.doubted) this.current = 'open';
  }

  /** The comparison must be repeated, for example because the database was away. */
  doubt(): void {
    this.doubted++;
    if (this.current === 'open') this.current = 'unchecked';
  }

  /** Log and mirror differ: only an operator can tell which is right. */
  shut(): void {
    this.current = 'diverged';
  }

  /**
   * Keeps the gate shut for another reason than the mirror, until `clear`.
   * @param reason a name for the reason; the same name replaces the refusal
   */
  obstruct(reason: string, refusal: () => Refusal): void {
    this.obstacles.set(reason, refusal);
  }

  clear(reason: string): void {
    this.obstacles.delete(reason);
  }

  /** @throws Unavailable `log-diverged` or `log-unchecked`, or the refusal of an obstacle, while the gate is shut */
  assertOpen(what: string): void {
    for (const refusal of this.obstacles.values()) throw refusal();
    if (this.current === 'diverged') throw new Unavailable(what, 'log-diverged', DIVERGED);
    if (this.current === 'unchecked') throw new Unavailable(what, 'log-unchecked', UNCHECKED);
  }
}

const DIVERGED =
  'differs from its mirror, so it may lack what others have seen; nothing was done. An operator must begin a new epoch.';
const UNCHECKED =
  'has not been compared with its mirror since it was last away; nothing was done. Try again shortly.';

/** A log whose appends and reads pass a gate; an operator can still verify it. */
export class GatedEventLog implements EventLog {
  constructor(
    private readonly log: EventLog,
    private readonly gate: CommandGate,
  ) {}

  get name(): LogName {
    return this.log.name;
  }

  /** @throws Refusal `log-diverged`, `log-unchecked` or `log-tampered` (503) while the gate is shut */
  async append(append: Append): Promise<Appended> {
    this.assertOpen();
    return this.log.append(append);
  }

  /** @throws Refusal as above */
  async readStream<E extends DomainEvent = DomainEvent>(
    stream: string,
    afterVersion?: number,
  ): Promise<RecordedEvent<E>[]> {
    this.assertOpen();
    return this.log.readStream<E>(stream, afterVersion);
  }

  /** @throws Refusal as above */
  async readFrom(position: number, limit: number): Promise<RecordedEvent[]> {
    this.assertOpen();
    return this.log.readFrom(position, limit);
  }

  /** @throws Refusal as above */
  async head(): Promise<LogHead> {
    this.assertOpen();
    return this.log.head();
  }

  /** @throws Refusal as above */
  async findCommand(id: string): Promise<FoundCommand | undefined> {
    this.assertOpen();
    return this.log.findCommand(id);
  }

  onErased(listener: () => void): () => void {
    return this.log.onErased(listener);
  }

  verify(): Promise<Verification> {
    return this.log.verify();
  }

  private assertOpen(): void {
    this.gate.assertOpen(`The ${this.name} log`);
  }
}
