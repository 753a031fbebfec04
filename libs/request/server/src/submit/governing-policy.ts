import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@countersign/contracts';
import type { GoverningPolicy, SubmitBody } from '@countersign/contracts';
import type { EventLog } from '@countersign/event-log';
import { EVENT_LOG, RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import type { CallContext } from '@countersign/platform';
import { PolicyQuestions } from './policy-questions.js';

/** Tells the runner that there is nothing to decide; never answered to anybody. */
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
   * The policy of a submission, asked once however often it is decided; null when none applies.
   * @param commandId - a command that has appended before is not asked for again: the log has its answer
   */
  for(names: SubmitBody, call: CallContext, commandId: string): () => Promise<GoverningPolicy | null> {
    let answer: Promise<GoverningPolicy | null> | undefined;
    const ask = async (): Promise<GoverningPolicy | null> => {
      if (call.idempotencyKey !== null && (await this.log.findCommand(commandId))) throw new Repeated();
      return this.questions.ask(names, call);
    };
    return () => (answer ??= ask());
  }
}
