import { getSystemErrorMap } from 'node:util';
import { CommanderError } from 'commander';
import { ApiProblem, Unreachable } from '@countersign/api-client';
import type { InvalidField } from '@countersign/api-client';
import { OutputFailure, plain } from './output/terminal.js';

/** The program's exit codes (docs/cli.md). */
export const exitCodes = {
  ok: 0,
  /** A rule, a missing right or an invalid field said no. */
  refused: 1,
  /** The command line or a file given with it is wrong. */
  usage: 2,
  notSignedIn: 3,
  notFound: 4,
  /** A part does not answer now; trying again later may help. */
  unavailable: 5,
  /** A defect, of the server or of this program. */
  failed: 6,
  /** A log differs from what was recorded, or a kept checkpoint was not signed by the audit key. */
  notIntact: 7,
  /** A file, or the output, cannot be written or read (EX_IOERR of sysexits.h). */
  io: 74,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An expected failure of a command: a plain sentence and its exit code. */
export class CommandFailure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    message: string,
    readonly errors: readonly InvalidField[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The command line, or a file given with it, is wrong. */
export class UsageError extends CommandFailure {
  constructor(message: string, errors: readonly InvalidField[] = []) {
    super(exitCodes.usage, 'usage', message, errors);
  }
}

/** There is no sign-in, or it has ended. */
export class NotSignedIn extends CommandFailure {
  constructor(why = 'You are not signed in') {
    super(exitCodes.notSignedIn, 'not-signed-in', `${why}; run: countersign login`);
  }
}

/** The operating system refused to write or read: the disk is full or read-only, or there is no right to it. */
export class IoFailure extends CommandFailure {
  /** @param what - such as "The output cannot be written" */
  constructor(what: string, error: NodeJS.ErrnoException) {
    super(exitCodes.io, 'io', `${what}: ${reasonOf(error)}.`);
  }
}

/** The operating system's own words, such as "no space left on device". */
function reasonOf({ errno, code, message }: NodeJS.ErrnoException): string {
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? code ?? message;
}

/** Whether the operating system refused something. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'errno' in error && 'syscall' in error;
}

/** The exit code for anything that a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandFailure) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof Unreachable) return exitCodes.unavailable;
  if (error instanceof OutputFailure) return error.isClosed ? exitCodes.ok : exitCodes.io;
  return error instanceof ApiProblem ? exitCodeOfStatus(error.status) : exitCodes.failed;
}

function exitCodeOfStatus(status: number): ExitCode {
  if (status === 401) return exitCodes.notSignedIn;
  if (status === 404) return exitCodes.notFound;
  if (status === 429 || (status >= 502 && status <= 504)) return exitCodes.unavailable;
  return status >= 500 ? exitCodes.failed : exitCodes.refused;
}

/** A failure as printed with `--json`. It never has a token, and of a defect only the message. */
export interface PrintedFailure {
  code: string;
  detail: string;
  errors: readonly InvalidField[];
  requestId: string | null;
}

export function failureOf(error: unknown): PrintedFailure {
  if (error instanceof ApiProblem) {
    const { code, message, errors, requestId } = error;
    return { code, detail: message, errors, requestId };
  }
  if (error instanceof OutputFailure)
    return failureOf(new IoFailure('The output cannot be written', error.cause));
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof CommandFailure)
    return { code: error.code, detail, errors: error.errors, requestId: null };
  const code = error instanceof Unreachable ? 'unreachable' : 'failed';
  return { code, detail, errors: [], requestId: null };
}

/** A failure for people: the sentence with its code, the wrong fields, and for a defect the request id for operators. */
export function failureText({ code, detail, errors, requestId }: PrintedFailure): string {
  const fields = errors.map(({ path, message }) => `  ${path || 'input'}: ${message}`);
  const reference = requestId !== null && code === 'internal' ? [`  request id: ${requestId}`] : [];
  return plain([`${detail} (${code})`, ...fields, ...reference].join('\n'));
}
