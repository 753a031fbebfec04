/** A stream has another version than the writer saw: somebody was faster, or the stream exists already. */
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

/** The database does not answer. Whether the append is stored is not known; its command id tells (`findCommand`). */
export class LogUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
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
