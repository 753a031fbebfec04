import { reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { Reads } from '../reads.js';
import { AttemptsProjection } from './attempts.projection.js';
import { RefusedAttemptLists } from './attempts.query.js';

/** `GET /v1/refused-attempts` */
@RpcController()
export class AttemptsHandler {
  constructor(
    private readonly reads: Reads,
    private readonly projection: AttemptsProjection,
    private readonly lists: RefusedAttemptLists,
  ) {}

  @Handle(reportingRpc.attempts)
  attempts(
    @Input() { query, atLeast }: RequestOf<typeof reportingRpc.attempts>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.attempts>> {
    return this.reads.after(atLeast, [this.projection], () => this.lists.page(query, caller));
  }
}
