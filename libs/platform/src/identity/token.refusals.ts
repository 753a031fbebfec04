import { Refusal } from '@countersign/contracts';

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

/** The caller must sign in again with a second factor (401). `error` is spelt as RFC 9470 has it, `code` as all of ours. */
export class StepUpRequired extends Refusal {
  /** @param contexts - acr values that would do */
  constructor(contexts: readonly string[], maxAgeSeconds: number) {
    super(
      'insufficient-user-authentication',
      401,
      `This needs a second factor proved within the last ${maxAgeSeconds} seconds; sign in again with it.`,
      { error: 'insufficient_user_authentication', acr_values: contexts.join(' '), max_age: maxAgeSeconds },
    );
  }
}
