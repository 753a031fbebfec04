import { ApiProblem } from '@countersign/api-client';

/**
 * The Idempotency-Key of a command (`rules.md#idempotency`). While it is unknown whether the command was done (no
 * answer, or a failure of the server), a retry of the same command keeps the key; after an answer the next command gets
 * a new key.
 */
export class CommandKey {
  private open: { payload: string; key: string } | null = null;

  constructor(private readonly newKey: () => string = () => crypto.randomUUID()) {}

  /** The key to send with these variables. */
  of(variables: unknown): string {
    const payload = JSON.stringify([variables]);
    if (this.open?.payload !== payload) this.open = { payload, key: this.newKey() };
    return this.open.key;
  }

  /** Takes note that the command was answered, or failed with this error. */
  ended(error?: unknown): void {
    const isUnknown = error !== undefined && !(error instanceof ApiProblem && error.status < 500);
    if (!isUnknown) this.open = null;
  }
}
