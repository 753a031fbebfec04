import { Inject } from '@nestjs/common';
import { requestRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import type { EventLog } from '@countersign/event-log';
import { EVENT_LOG } from '@countersign/service';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { RequestReader } from '../request-reader.js';

type WithApproval = typeof requestRpc.withApproval;

/** Asked by the approval service for its answer to a command of its own. */
@RpcController()
export class WithApprovalHandler {
  constructor(
    private readonly reader: RequestReader,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  @Handle(requestRpc.withApproval)
  async withApproval(
    @Input() { id, approval }: RequestOf<WithApproval>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<WithApproval>> {
    const representation = await this.reader.withApproval(id, approval, call);
    if (representation.status === 'pending') return { representation, position: null };
    // The head is read after the end of the request, so a reader that has seen the head has seen the end.
    const { position } = await this.log.head();
    return { representation, position: { log: 'request', position } };
  }
}
