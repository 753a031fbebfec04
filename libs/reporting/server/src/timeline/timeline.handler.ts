import { reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { Reads } from '../reads.js';
import { RequestListProjection } from '../request-list/request-list.projection.js';
import { TimelineProjection } from './timeline.projection.js';
import { Timelines } from './timeline.query.js';

/** `GET /v1/requests/{id}/timeline`. Who may see it is in the list, so it waits for both. */
@RpcController()
export class TimelineHandler {
  constructor(
    private readonly reads: Reads,
    private readonly list: RequestListProjection,
    private readonly timeline: TimelineProjection,
    private readonly timelines: Timelines,
  ) {}

  @Handle(reportingRpc.timeline)
  async entries(
    @Input() { id, atLeast }: RequestOf<typeof reportingRpc.timeline>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.timeline>> {
    const behind = [this.list, this.timeline];
    return { items: await this.reads.after(atLeast, behind, () => this.timelines.of(id, caller)) };
  }
}
