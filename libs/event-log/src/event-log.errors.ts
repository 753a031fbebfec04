/** A stream is not at the version that the writer saw: another writer was faster, or the stream exists already. */
export class WrongExpectedVersion extends Error {
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${stream} was expected at version ${expected}, but is at ${actual}`);
    this.name = new.target.name;
  }
}

/** The command id has appended before, with another payload. */
export class CommandIdReused extends Error {
  constructor(readonly commandId: string) {
    super(`command ${commandId} has appended before, with another payload`);
    this.name = new.target.name;
  }
}

/** The database does not answer. If an append fails with this error, and not with `OutcomeUnknown`, it is not stored. */
export class LogUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The answer to an append was lost and could not be looked up in time. Its command id tells the outcome later (`findCommand`). */
export class OutcomeUnknown extends LogUnavailable {}

/** The stored parts of an event contradict each other: somebody changed the database by hand. Nothing may rely on the event. */
export class LogDamaged extends Error {
  constructor(
    readonly log: string,
    readonly position: number,
    readonly detail: string,
  ) {
    super(`log ${log} is damaged at position ${position}: ${detail}`);
    this.name = new.target.name;
  }
}

/** The append itself is malformed: its caller has a bug. Nothing was stored. */
export class InvalidAppend extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
