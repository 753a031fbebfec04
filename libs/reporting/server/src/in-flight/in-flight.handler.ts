import { hasRole, NotAllowed, reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import type { DataSource } from 'typeorm';
import { Reads } from '../reads.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { RequestEntity } from '../requests/request.entity.js';

type Versions = ResponseOf<typeof reportingRpc.inFlight>['items'];

/** How many pending requests each version of a policy governs. */
export class InFlight {
  constructor(private readonly dataSource: DataSource) {}

  /** Versions with pending requests, newest first; empty for a policy without pending requests, or without a record. */
  of(policyId: string): Promise<Versions> {
    return this.dataSource
      .createQueryBuilder(RequestEntity, 'r')
      .select('r.policyVersion', 'version')
      .addSelect('count(*)::int', 'pending')
      .where(`r.status = 'pending' AND r.policyId = :policyId`, { policyId })
      .groupBy('r.policyVersion')
      .orderBy('r.policyVersion', 'DESC')
      .getRawMany<Versions[number]>();
  }
}

/** `GET /v1/policies/{id}/in-flight`: the requests that an edit of the policy does not change. */
@RpcController()
export class InFlightHandler {
  constructor(
    private readonly reads: Reads,
    private readonly projection: RequestsProjection,
    private readonly inFlight: InFlight,
  ) {}

  /** @throws NotAllowed unless the caller is a policy admin or an auditor, who see every request */
  @Handle(reportingRpc.inFlight)
  async versions(
    @Input() { policyId, atLeast }: RequestOf<typeof reportingRpc.inFlight>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.inFlight>> {
    if (!hasRole(caller, 'policy-admin', 'auditor')) throw new NotAllowed('policy-admin or auditor');
    return { items: await this.reads.after(atLeast, [this.projection], () => this.inFlight.of(policyId)) };
  }
}
