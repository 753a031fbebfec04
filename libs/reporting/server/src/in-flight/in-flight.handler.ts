import { hasRole, NotAllowed, reportingRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { Reads } from '../reads.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { InFlight } from './in-flight.query.js';

/** `GET /v1/policies/{id}/in-flight`: what an edit of the policy does not reach. */
@RpcController()
export class InFlightHandler {
  constructor(
    private readonly reads: Reads,
    private readonly projection: RequestsProjection,
    private readonly inFlight: InFlight,
  ) {}

  /** @throws NotAllowed but for policy admins and auditors, who see every request */
  @Handle(reportingRpc.inFlight)
  async versions(
    @Input() { policyId, atLeast }: RequestOf<typeof reportingRpc.inFlight>,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof reportingRpc.inFlight>> {
    if (!hasRole(caller, 'policy-admin', 'auditor')) throw new NotAllowed('policy-admin or auditor');
    return { items: await this.reads.after(atLeast, [this.projection], () => this.inFlight.of(policyId)) };
  }
}
