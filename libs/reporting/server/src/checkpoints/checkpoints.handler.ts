import { checkpointRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { Reads } from '../reads.js';
import { CheckpointLists } from './checkpoints.query.js';

/** `GET /v1/audit/checkpoints` */
@RpcController()
export class CheckpointsHandler {
  constructor(
    private readonly reads: Reads,
    private readonly lists: CheckpointLists,
  ) {}

  @Handle(checkpointRpc.list)
  checkpoints(
    @Input() { query }: RequestOf<typeof checkpointRpc.list>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof checkpointRpc.list>> {
    return this.reads.after([], [], () => this.lists.page(query, caller));
  }
}
