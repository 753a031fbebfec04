import { reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { Reads } from '../reads.js';
import { CheckOutReportProjection } from './check-out-report.projection.js';
import { CheckOutReports } from './check-out-report.query.js';

/** `GET /v1/reports/check-outs`: pages; exports are all of them, one after the other. */
@RpcController()
export class CheckOutReportHandler {
  constructor(
    private readonly reads: Reads,
    private readonly projection: CheckOutReportProjection,
    private readonly reports: CheckOutReports,
  ) {}

  @Handle(reportingRpc.checkOuts)
  checkOuts(
    @Input() { query, atLeast }: RequestOf<typeof reportingRpc.checkOuts>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.checkOuts>> {
    return this.reads.after(atLeast, [this.projection], () => this.reports.page(query, caller));
  }
}
