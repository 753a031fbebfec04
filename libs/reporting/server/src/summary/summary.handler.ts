import { Inject } from '@nestjs/common';
import { reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, CLOCK, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import { AttemptsProjection } from '../attempts/attempts.projection.js';
import { Reads } from '../reads.js';
import { SummaryProjection } from './summary.projection.js';
import { Summaries } from './summary.query.js';

/** `GET /v1/reports/summary`. Refused attempts are counted from their own read model, so it waits for both. */
@RpcController()
export class SummaryHandler {
  constructor(
    private readonly reads: Reads,
    private readonly projection: SummaryProjection,
    private readonly attempts: AttemptsProjection,
    private readonly summaries: Summaries,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Handle(reportingRpc.summary)
  summary(
    @Input() { query, atLeast }: RequestOf<typeof reportingRpc.summary>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.summary>> {
    const behind = [this.projection, this.attempts];
    return this.reads.after(atLeast, behind, () => this.summaries.of(query, caller, this.clock.now()));
  }
}
