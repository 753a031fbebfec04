/** The time by the database's clock, which every rule that compares times uses. */
export interface Clock {
  /** @throws Unavailable while the database's time is not known */
  now(): Date;
}

/** Injection token of the Clock. */
export const CLOCK = Symbol('Clock');

/** A clock for tests, which moves only by `set` and `advance`. */
export class FixedClock implements Clock {
  private current: number;

  constructor(now: Date | string) {
    this.current = new Date(now).getTime();
  }

  now(): Date {
    return new Date(this.current);
  }

  set(now: Date | string): void {
    this.current = new Date(now).getTime();
  }

  advance(milliseconds: number): void {
    this.current += milliseconds;
  }
}
