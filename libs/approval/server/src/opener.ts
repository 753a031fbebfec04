import { Inject, Injectable } from '@nestjs/common';
import { NotFound, requestInternalRpc, requestRpc, Unavailable } from '@countersign/contracts';
import type { RequestSubmitted } from '@countersign/contracts';
import { approvalFold, approvalStream, NothingToDecide, openApproval } from '@countersign/approval-domain';
import { processCommand } from '@countersign/event-log';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER, RPC_CLIENT, onBehalfOf, WHILE_ASKED, serviceCommand } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import type { CallContext } from '@countersign/platform';

/** The submission's event, as far as opening needs it. */
export interface Submission {
  id: string;
  correlationId: string;
  data: RequestSubmitted['data'];
}

/** There is no approval: there is no such request, or its approval has not opened yet. */
export class NotOpened extends NotFound {
  constructor() {
    super('request');
  }
}

/**
 * Opens approvals: when the event of their request arrives, or on demand when a first command or read comes before it
 * (rules.md#one-decider).
 * Both are the same command, so the second of them changes nothing.
 */
@Injectable()
export class Opener {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
  ) {}

  async open({ id, correlationId, data }: Submission, traceparent: string | null): Promise<void> {
    const command = processCommand('approval-opener', id, 0);
    const context = serviceCommand('approval', command, { correlationId, causationId: id, traceparent });
    await this.runner.run(context, async (loader) => {
      const { state } = await loader.loadNew(approvalStream(data.requestId), approvalFold);
      return {
        events: openApproval(data, state),
        result: { status: 200, code: null, ids: { requestId: data.requestId } },
      };
    });
  }

  /**
   * Does what needs an approval. Where the approval has not opened yet, opens it and does the same again.
   * @param act - throws NotOpened when there is no approval
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws NothingToDecide when no policy governed it, so that it was refused or granted at once
   */
  async onceOpened<T>(requestId: string, call: CallContext, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      await this.openOnDemand(requestId, call);
      return act();
    }
  }

  private async openOnDemand(id: string, call: CallContext): Promise<void> {
    const { token: _, ...trace } = onBehalfOf(call);
    const { event } = await this.rpc.call(requestInternalRpc.submission, { id }, trace, WHILE_ASKED);
    if (event) return this.open(event, call.traceparent);
    const { status } = await this.rpc.call(requestRpc.get, { id }, onBehalfOf(call), WHILE_ASKED);
    if (status === 'pending') throw new Unavailable('The approval of this request');
    throw new NothingToDecide(status);
  }
}
