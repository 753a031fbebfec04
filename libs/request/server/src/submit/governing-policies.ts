import { Inject, Injectable } from '@nestjs/common';
import { MOST_MATCHED, policyInternalRpc, Refusal } from '@countersign/contracts';
import type { GoverningPolicy, SubmitBody } from '@countersign/contracts';
import type { EventLog } from '@countersign/event-log';
import { EVENT_LOG, RPC_CLIENT } from '@countersign/service';
import { WHILE_ASKED } from '@countersign/rpc';
import type { CallContext, RpcClient } from '@countersign/rpc';
import { TurnBatch } from '@countersign/timing';

/** Tells the runner that there is nothing to decide; no caller receives it. */
class Repeated extends Refusal {
  constructor() {
    super('repeated', 409, 'This command was given before.');
  }
}

/** Asks the policy service which policy version governs. */
@Injectable()
export class GoverningPolicies {
  private readonly questions: PolicyQuestions;

  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(RPC_CLIENT) rpc: RpcClient,
  ) {
    this.questions = new PolicyQuestions(rpc);
  }

  /**
   * Asks for the policy of a submission, once however often the submission is decided; null when no policy governs.
   * A command that has appended before is not asked for again, because the log has its answer.
   */
  for(names: SubmitBody, call: CallContext): (commandId: string) => Promise<GoverningPolicy | null> {
    let answer: Promise<GoverningPolicy | null> | undefined;
    const ask = async (commandId: string): Promise<GoverningPolicy | null> => {
      if (call.idempotencyKey !== null && (await this.log.findCommand(commandId))) throw new Repeated();
      return this.questions.ask(names, call);
    };
    return (commandId) => (answer ??= ask(commandId));
  }
}

type Names = Pick<SubmitBody, 'resource' | 'account'>;

interface Waiting {
  names: Names;
  /** The trace that the question carries. */
  trace: Pick<CallContext, 'requestId' | 'traceparent'>;
  resolve: (policy: GoverningPolicy | null) => void;
  reject: (error: unknown) => void;
}

/**
 * Asks which policy governs. Questions of the same moment go to the policy service as one call, just as appends go to
 * the log. A call leaves after its questions were asked, so the matcher's log head is newer than they are; a call that
 * fails fails only its own questions. If an answer cannot be parsed, its questions are asked again one by one, because
 * one policy that a newer matcher writes differently is no reason to refuse requests that other policies govern.
 */
export class PolicyQuestions {
  private readonly waiting = new TurnBatch<Waiting>((all) => this.flush(all));

  constructor(private readonly rpc: RpcClient) {}

  /**
   * The policy that governs, or null.
   * @throws Unavailable when the policy service does not answer (rules.md#policy-service-silent)
   */
  ask({ resource, account }: Names, trace: Waiting['trace']): Promise<GoverningPolicy | null> {
    return new Promise((resolve, reject) => {
      this.waiting.add({ names: { resource, account }, trace, resolve, reject });
    });
  }

  private flush(all: Waiting[]): void {
    for (let from = 0; from < all.length; from += MOST_MATCHED)
      void this.answer(all.slice(from, from + MOST_MATCHED));
  }

  private async answer(batch: Waiting[]): Promise<void> {
    try {
      const requests = batch.map(({ names }) => names);
      const { requestId = '', traceparent = null } = batch[0]?.trace ?? {};
      const trace = { requestId, traceparent };
      const { governing, policies } = await this.rpc.call(
        policyInternalRpc.match,
        { requests },
        trace,
        WHILE_ASKED,
      );
      // An answer to other questions must not grant or refuse anything.
      if (governing.length !== batch.length) throw new Error('the matcher answered another question');
      batch.forEach(({ resolve }, i) => resolve(policyAt(policies, governing[i])));
    } catch (error) {
      if (batch.length > 1 && !(error instanceof Refusal)) batch.forEach((one) => void this.answer([one]));
      else for (const { reject } of batch) reject(error);
    }
  }
}

/** @throws Error for an index without a policy: only null means that no policy governs */
function policyAt(policies: GoverningPolicy[], place: number | null | undefined): GoverningPolicy | null {
  if (place === null) return null;
  const policy = place === undefined ? undefined : policies[place];
  if (!policy) throw new Error('the matcher named a policy that it did not send');
  return policy;
}
