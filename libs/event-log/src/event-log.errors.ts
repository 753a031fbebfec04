/** A stream has another version than the writer saw: another writer was faster, or the stream exists already. */
export class WrongExpectedVersion extends Error {
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${stream} was expected at version ${expected} and is at ${actual}`);
    this.name = new.target.name;
  }
}

/** The command id appended before, with another payload. */
export class CommandIdReused extends Error {
  constructor(readonly commandId: string) {
    super(`command ${commandId} appended before, with another payload`);
    this.name = new.target.name;
  }
}

/** The database does not answer. An append that failed with this, and not with `OutcomeUnknown`, is not stored. */
export class LogUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The answer to an append was lost, and could not be looked up in time. Its command id tells later (`findCommand`). */
export class OutcomeUnknown extends LogUnavailable {}

/** The stored parts of an event contradict each other: the database was changed by hand. Nothing may rely on the event. */
export class LogDamaged extends Error {
  constructor(
    readonly log: string,
    readonly position: number,
    detail: string,
  ) {
    super(`log ${log} is damaged at position ${position}: ${detail}`);
    this.name = new.target.name;
  }
}

/** The append itself is malformed: a defect of the caller, nothing was stored. */
export class InvalidAppend extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
