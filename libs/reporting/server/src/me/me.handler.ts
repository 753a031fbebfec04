import { reportingRpc, viewOfPerson } from '@countersign/contracts';
import type { RequestOf, ResponseOf, Caller } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import type { DataSource } from 'typeorm';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { Reads } from '../reads.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { Conditions } from '../conditions.js';
import { awaiting, JOIN_APPROVAL } from '../requests/visibility.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** How many requests wait for a person. */
export class Awaiting {
  constructor(private readonly dataSource: DataSource) {}

  async count(caller: Caller): Promise<number> {
    const requests = new Conditions();
    awaiting(requests, caller);
    const [counted] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${REPORTING_SCHEMA}.request AS r ${JOIN_APPROVAL} ${requests.where()}`,
      requests.values,
    );
    return counted?.count ?? 0;
  }
}

/** `GET /v1/me`: the caller by their token, and how many requests wait for them. */
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
