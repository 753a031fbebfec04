/** The time by the database's clock; every rule that compares times uses this one. */
export interface Clock {
  now(): Date;
}
