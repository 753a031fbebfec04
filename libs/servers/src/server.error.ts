/** Something on this machine keeps a part from starting: the message is for the person at the terminal. */
export class LocalStackError extends Error {
  constructor(
    message: string,
    /** What the part itself said last: the end of its log. */
    readonly log: string = '',
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The port is taken by another program. */
export class PortInUse extends LocalStackError {
  constructor(
    readonly port: number,
    what: string,
  ) {
    super(`${what} cannot listen on port ${port}: another program uses it.`);
  }
}

/** The data on disk are not what this build can start on. */
export class DamagedData extends LocalStackError {}
