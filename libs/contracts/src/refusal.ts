import type { NameFault } from '@countersign/names';
import type { JsonObject } from './json.js';
import type { You } from './request/request.js';

/** One invalid field of an input: `path` is a JSON pointer-like path (`steps.0.approvers`). */
export interface FieldProblem {
  path: string;
  message: string;
}

/**
 * An expected refusal: by a rule, for a missing right, or for bad input (rules.md#explained-refusals). It has a stable
 * machine code, an HTTP status and a plain sentence, and crosses the bus and the gateway unchanged (as RFC 9457 problem
 * details). Any other thrown error is a programming error and is answered as 500 without its text.
 */
export class Refusal extends Error {
  constructor(
    /** Stable, kebab-case: `not-an-approver`. */
    readonly code: string,
    /** HTTP status, 400–503. */
    readonly status: number,
    /** The plain sentence that people read. */
    message: string,
    /** Further members of the problem: ids, limits, who holds what. */
    readonly data: JsonObject = {},
    /** Invalid fields, for 422. */
    readonly errors: FieldProblem[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }

  /** Set if `message` names a person by more than their id. */
  protected recorded: string | undefined;

  /** The sentence as events store it: it names people by id only, because names must stay erasable. */
  get recordedDetail(): string {
    return this.recorded ?? this.message;
  }
}

/** The input is well-formed but a field of it is wrong (422, one entry in `errors` for each). */
export class InvalidInput extends Refusal {
  constructor(errors: FieldProblem[], message = 'The input is not valid; see errors.') {
    super('invalid-input', 422, message, {}, errors);
  }
}

/**
 * A name is not what it looks like (422, rules.md#names): `invalid-name` for characters that cannot be seen, change the
 * direction of text or may mean anything, `confusable-name` for a mixture of scripts. The sentence names the character.
 */
export class NameRefused extends Refusal {
  /** @param names - what is wrong with names; the first is the sentence. @param others - other invalid fields */
  constructor(code: NameFault['code'], names: readonly FieldProblem[], others: readonly FieldProblem[] = []) {
    const first = names[0] ?? { path: 'name', message: 'is refused' };
    super(code, 422, `${first.path} ${first.message}.`, {}, [...names, ...others]);
  }
}

/** The object does not exist, or the caller may not see it. The answer does not tell which (404). */
export class NotFound extends Refusal {
  constructor(what: string) {
    super('not-found', 404, `There is no such ${what}, or you may not see it.`);
  }
}

/** The object exists, but the caller may not see it. Answered exactly like NotFound; only the record of attempts differs. */
export class NotVisible extends NotFound {}

/** The caller's roles do not allow this (403). */
export class NotAllowed extends Refusal {
  constructor(needed: string) {
    super('not-allowed', 403, `This needs the role ${needed}.`, { needed });
  }
}

/** A necessary service or database does not answer, and nothing was done (503; the client can try again). */
export class Unavailable extends Refusal {
  /** @param why - the end of a sentence that begins with `what` */
  constructor(
    what: string,
    code = 'unavailable',
    why = 'does not answer now; nothing was done. Try again shortly.',
  ) {
    super(code, 503, `${what} ${why}`, { retryAfter: 1 });
  }
}

/**
 * A log is not what was recorded: somebody changed the database (503). Nothing is answered from it and nothing is added
 * until an operator has looked at it.
 */
export class LogTampered extends Refusal {
  constructor(log: string, position: number) {
    super(
      'log-tampered',
      503,
      `The ${log} log is not what was recorded: position ${position} was changed. Nothing was done; an operator has to look at it.`,
      { log, position },
    );
  }
}

/**
 * The command was sent and not answered, so it may have been done (503). Repeating it with the same Idempotency-Key
 * is safe.
 */
export class NotKnownToBeDone extends Refusal {
  constructor(what: string) {
    super(
      'outcome-unknown',
      503,
      `${what} did not answer in time; whether this was done is not known. Try again with the same Idempotency-Key.`,
      { retryAfter: 1 },
    );
  }
}

/** The same Idempotency-Key was sent with another body (422). */
export class IdempotencyKeyReused extends Refusal {
  constructor() {
    super(
      'idempotency-key-reused',
      422,
      'This Idempotency-Key was used before with a different request body.',
    );
  }
}

/** Why `check` refuses, in the form of `you.why`; null when it does not. Errors other than refusals pass through. */
export function whyNot(check: () => unknown): You['why'] {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return whyOf(error);
  }
}

/** A refusal in the form of `you.why`. */
export function whyOf({ code, message }: Refusal): NonNullable<You['why']> {
  return { code, detail: message };
}
