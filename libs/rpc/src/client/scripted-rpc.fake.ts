import { Unavailable } from '@countersign/contracts';
import type { Operation } from '@countersign/contracts';
import type { CallMetadata, RpcClient } from './rpc-client.js';

/** Plays the other services that a test needs: answers by operation; an operation without an answer times out. */
export class ScriptedRpc implements RpcClient {
  readonly asked: { subject: string; payload: unknown; metadata: CallMetadata; timeoutMs: number }[] = [];
  private readonly answers = new Map<string, (payload: unknown) => unknown>();

  on({ subject }: Operation, answer: (payload: unknown) => unknown): void {
    this.answers.set(subject, answer);
  }

  silence({ subject }: Operation): void {
    this.answers.delete(subject);
  }

  async call(
    operation: Operation,
    payload: unknown,
    metadata: CallMetadata,
    { timeoutMs = 5_000 } = {},
  ): Promise<never> {
    this.asked.push({ subject: operation.subject, payload, metadata, timeoutMs });
    const answer = this.answers.get(operation.subject);
    if (!answer) throw new Unavailable(operation.subject);
    return (await answer(payload)) as never;
  }
}
