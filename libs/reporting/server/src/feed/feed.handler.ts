import { hasRole, NotAllowed, reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { AuditFeed } from './audit-feed.js';

/** `GET /v1/events`: the audit feed; each call waits for a part of the client's waiting time. */
@RpcController()
export class FeedHandler {
  constructor(private readonly feed: AuditFeed) {}

  /** @throws NotAllowed unless the caller is an auditor */
  @Handle(reportingRpc.events)
  events(
    @Input() { query, waitMs }: RequestOf<typeof reportingRpc.events>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.events>> {
    if (!hasRole(caller, 'auditor')) throw new NotAllowed('auditor');
    return this.feed.page(query, waitMs);
  }
}
