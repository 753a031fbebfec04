import { reportingRpc, viewOfPerson } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { Reads } from '../reads.js';
import { RequestListProjection } from '../request-list/request-list.projection.js';
import { RequestLists } from '../request-list/request-list.query.js';

/** `GET /v1/me`: who the token says the caller is, and how many requests wait for them. */
@RpcController()
export class MeHandler {
  constructor(
    private readonly reads: Reads,
    private readonly projection: RequestListProjection,
    private readonly lists: RequestLists,
  ) {}

  @Handle(reportingRpc.me)
  async me(
    @Input() { atLeast }: RequestOf<typeof reportingRpc.me>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.me>> {
    const count = () => this.lists.awaitingCount(caller);
    const awaiting = await this.reads.after(atLeast, [this.projection], count);
    return { ...viewOfPerson(caller), groups: caller.groups, roles: caller.roles, awaiting };
  }
}
