/** The time by the database's clock; every rule that compares times uses this one. */
export interface Clock {
  /** @throws Unavailable while the database's time is not known */
  now(): Date;
}

/** Injection token of the Clock. */
export const CLOCK = Symbol('Clock');
