import { reportingRpc, viewOfPerson } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { Reads } from '../reads.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { Awaiting } from './awaiting.query.js';

/** `GET /v1/me`: who the token says the caller is, and how many requests wait for them. */
@RpcController()
export class MeHandler {
  constructor(
    private readonly reads: Reads,
    private readonly requestRows: RequestsProjection,
    private readonly approvalRows: ApprovalsProjection,
    private readonly awaiting: Awaiting,
  ) {}

  @Handle(reportingRpc.me)
  async me(
    @Input() { atLeast }: RequestOf<typeof reportingRpc.me>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.me>> {
    const behind = [this.requestRows, this.approvalRows];
    const awaiting = await this.reads.after(atLeast, behind, () => this.awaiting.count(caller));
    return { ...viewOfPerson(caller), groups: caller.groups, roles: caller.roles, awaiting };
  }
}
