import { reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { Reads } from '../reads.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { CheckOutReports } from './check-out-report.query.js';

/** `GET /v1/reports/check-outs`, page by page; an export reads all pages in turn. */
@RpcController()
export class CheckOutReportHandler {
  constructor(
    private readonly reads: Reads,
    private readonly requestRows: RequestsProjection,
    private readonly approvalRows: ApprovalsProjection,
    private readonly reports: CheckOutReports,
  ) {}

  @Handle(reportingRpc.checkOuts)
  checkOuts(
    @Input() { query, atLeast }: RequestOf<typeof reportingRpc.checkOuts>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.checkOuts>> {
    const behind = [this.requestRows, this.approvalRows];
    return this.reads.after(atLeast, behind, () => this.reports.page(query, caller));
  }
}
