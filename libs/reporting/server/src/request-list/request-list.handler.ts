import { reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { Reads } from '../reads.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { RequestLists } from './request-list.query.js';

/** `GET /v1/requests`: lists, and with `awaiting=me` the inbox. */
@RpcController()
export class RequestListHandler {
  constructor(
    private readonly reads: Reads,
    private readonly requestRows: RequestsProjection,
    private readonly approvalRows: ApprovalsProjection,
    private readonly lists: RequestLists,
  ) {}

  @Handle(reportingRpc.requests)
  requests(
    @Input() { query, atLeast }: RequestOf<typeof reportingRpc.requests>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.requests>> {
    const behind = [this.requestRows, this.approvalRows];
    return this.reads.after(atLeast, behind, () => this.lists.page(query, caller));
  }
}
