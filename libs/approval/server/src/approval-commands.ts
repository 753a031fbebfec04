import { Injectable } from '@nestjs/common';
import { NotVisible } from '@countersign/contracts';
import type { ApprovalEvent } from '@countersign/contracts';
import { approvalFold, approvalStream, maySee } from '@countersign/approval-domain';
import type { DecisionContext, OpenedApproval } from '@countersign/approval-domain';
import type { Decided, Loader, Ran } from '@countersign/event-log';
import { decided, PersonCommands } from '@countersign/service';
import type { Acting, DecidedCommand } from '@countersign/service';
import type { CallContext } from '@countersign/platform';
import { Opener } from './opener.js';

/** A person's command on a request; `rule` decides it. */
export interface ApprovalCommand {
  operation: string;
  requestId: string;
  payload: unknown;
  rule: (approval: OpenedApproval, context: DecisionContext) => ApprovalEvent[];
}

/** What approve, reject and cancel have in common: everything except the rule and the answer. */
@Injectable()
export class ApprovalCommands {
  constructor(
    private readonly commands: PersonCommands,
    private readonly opener: Opener,
  ) {}

  /**
   * Records what the rule decides.
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws NotKnownToBeDone, and whatever `rule` refuses
   */
  run(command: ApprovalCommand, call: CallContext): Promise<Ran> {
    const { operation, requestId, payload } = command;
    const decidedCommand: DecidedCommand = {
      operation,
      target: requestId,
      payload,
      correlationId: requestId,
      aimedAt: { requestId, resource: null, account: null },
      decide: (loader, acting) => this.decide(command, call, loader, acting),
    };
    return this.commands.run(decidedCommand, call);
  }

  private async decide(
    { requestId, rule }: ApprovalCommand,
    call: CallContext,
    loader: Loader,
    acting: () => Acting,
  ): Promise<Decided> {
    const approval = await this.opened(requestId, loader, call);
    if (!maySee(call.caller, approval)) throw new NotVisible('request');
    return decided(rule(approval, acting()), { requestId });
  }

  /** The approval, which is opened first if the command has arrived before the event that opens it. */
  private async opened(requestId: string, loader: Loader, call: CallContext): Promise<OpenedApproval> {
    const { state } = await loader.load(approvalStream(requestId), approvalFold);
    if (state.status !== 'none') return state;
    await this.opener.openOnDemand(requestId, call);
    return this.opened(requestId, loader, call);
  }
}
