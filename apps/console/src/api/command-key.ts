import { ApiProblem } from '@countersign/api-client';

/**
 * The Idempotency-Key of a command. While nobody knows whether it was done (no answer, a server's failure), trying
 * the same again keeps its key; after an answer the next command has a key of its own.
 */
export class CommandKey {
  private open: { payload: string; key: string } | null = null;

  constructor(private readonly newKey: () => string = () => crypto.randomUUID()) {}

  /** The key to send these variables with. */
  of(variables: unknown): string {
    const payload = JSON.stringify([variables]);
    if (this.open?.payload !== payload) this.open = { payload, key: this.newKey() };
    return this.open.key;
  }

  /** The command was answered, or failed with this error. */
  ended(error?: unknown): void {
    const isUnknown = error !== undefined && !(error instanceof ApiProblem && error.status < 500);
    if (!isUnknown) this.open = null;
  }
}
