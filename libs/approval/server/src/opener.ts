import { Inject, Injectable } from '@nestjs/common';
import { requestInternalRpc, requestRpc, Unavailable } from '@countersign/contracts';
import type { RecordedEvent, RequestSubmitted } from '@countersign/contracts';
import { approvalFold, approvalStream, NothingToDecide, openApproval } from '@countersign/approval-domain';
import { processCommand } from '@countersign/event-log';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER, decided, RPC_CLIENT, serviceCommand } from '@countersign/service';
import type { ProcessManager } from '@countersign/consumers';
import { onBehalfOf, WHILE_ASKED } from '@countersign/rpc';
import type { CallContext, RpcClient } from '@countersign/rpc';

/** The part of a submission's event that opening needs. */
export interface Submission {
  id: string;
  correlationId: string;
  data: RequestSubmitted['data'];
}

/**
 * Opens approvals: when the event of their request arrives, or on demand when a command or a read arrives before that
 * event (rules.md#one-decider). Both ways are the same command, so the second one changes nothing.
 */
@Injectable()
export class Opener {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
  ) {}

  async open({ id, correlationId, data }: Submission, traceparent: string | null): Promise<void> {
    const { requestId } = data;
    const command = processCommand('approval-opener', id, 0);
    const context = serviceCommand('approval', command, { correlationId, causationId: id, traceparent });
    await this.runner.run(context, async (loader) => {
      const { state } = await loader.loadNew(approvalStream(requestId), approvalFold);
      return decided(openApproval(data, state), { requestId });
    });
  }

  /**
   * Opens the approval of a request whose submission has not arrived as an event yet.
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws NothingToDecide when no policy governed the request, so that it was refused or granted at once
   */
  async openOnDemand(id: string, call: CallContext): Promise<void> {
    const { requestId, traceparent } = call;
    const trace = { requestId, traceparent };
    const { event } = await this.rpc.call(requestInternalRpc.submission, { id }, trace, WHILE_ASKED);
    if (event) return this.open(event, traceparent);
    const { status } = await this.rpc.call(requestRpc.get, { id }, onBehalfOf(call), WHILE_ASKED);
    if (status === 'pending') throw new Unavailable('The approval of this request');
    throw new NothingToDecide(status);
  }
}

/** A submitted request opens its approval. */
@Injectable()
export class ApprovalOpener implements ProcessManager {
  readonly name = 'approval-opener';
  readonly log = 'request';

  constructor(private readonly opener: Opener) {}

  async handle(event: RecordedEvent): Promise<void> {
    if (!isSubmitted(event)) return;
    await this.opener.open(event, event.traceparent);
  }
}

function isSubmitted(event: RecordedEvent): event is RecordedEvent<RequestSubmitted> {
  return event.type === 'request.submitted';
}
