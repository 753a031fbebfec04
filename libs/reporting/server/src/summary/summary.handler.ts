import { Inject } from '@nestjs/common';
import { reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { AttemptsProjection } from '../attempts/attempts.projection.js';
import { Reads } from '../reads.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { Summaries } from './summary.query.js';

/** `GET /v1/reports/summary`: counts requests, approvals and refused attempts, and waits for all three projections. */
@RpcController()
export class SummaryHandler {
  constructor(
    private readonly reads: Reads,
    private readonly requestRows: RequestsProjection,
    private readonly approvalRows: ApprovalsProjection,
    private readonly attemptRows: AttemptsProjection,
    private readonly summaries: Summaries,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Handle(reportingRpc.summary)
  summary(
    @Input() { query, atLeast }: RequestOf<typeof reportingRpc.summary>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.summary>> {
    const behind = [this.requestRows, this.approvalRows, this.attemptRows];
    return this.reads.after(atLeast, behind, () => this.summaries.of(query, caller, this.clock.now()));
  }
}
