import { Unavailable } from '@countersign/contracts';

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

  /** @param doubts when the comparison began; one that was doubted meanwhile opens nothing */
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
