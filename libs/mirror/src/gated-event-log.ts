import type { DomainEvent, LogName, RecordedEvent } from '@countersign/contracts';
import type { Append, Appended, EventLog, FoundCommand, LogHead, Verification } from '@countersign/event-log';
import type { CommandGate } from './command-gate.js';

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
