import { Refusal } from '@countersign/contracts';
import type { Problem } from '@countersign/contracts';

/** A call on behalf of a person came without an access token (401). */
export class MissingToken extends Refusal {
  constructor() {
    super('missing-token', 401, 'This needs an access token: Authorization: Bearer <token>.');
  }
}

/** The access token failed a check (401); the sentence names the check and quotes nothing of the token. */
export class InvalidToken extends Refusal {
  constructor(reason: string) {
    super('invalid-token', 401, reason, { error: 'invalid_token' });
  }
}

/** The caller must sign in again with a second factor (401). `error` is spelt as in RFC 9470, `code` like all our codes. */
export class StepUpRequired extends Refusal {
  /** @param contexts - the sufficient acr values */
  constructor(contexts: readonly string[], maxAgeSeconds: number) {
    super(
      'insufficient-user-authentication',
      401,
      `This needs a second factor proved within the last ${maxAgeSeconds} seconds; sign in again with it.`,
      { error: 'insufficient_user_authentication', acr_values: contexts.join(' '), max_age: maxAgeSeconds },
    );
  }
}

const PARAMETERS = ['error', 'error_description', 'acr_values', 'max_age'] as const;

/**
 * Value of the `WWW-Authenticate` header for a 401 (RFC 6750 section 3, RFC 9470 section 3): the members of the
 * refusal's data that belong there. Without a token there is no error code, only the challenge.
 */
export function wwwAuthenticate(problem: Problem): string {
  const members: Record<string, unknown> = problem.error
    ? { ...problem, error_description: problem.detail }
    : {};
  const parameters = PARAMETERS.flatMap((name) =>
    members[name] === undefined ? [] : [`${name}=${quoted(members[name])}`],
  );
  return ['Bearer realm="countersign"', ...parameters].join(', ');
}

/** A quoted-string of RFC 9110; characters that it cannot contain are replaced. */
function quoted(value: unknown): string {
  return `"${String(value)
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/["\\]/g, '\\$&')}"`;
}
