import { Inject } from '@nestjs/common';
import { hasRole, policyRpc } from '@countersign/contracts';
import type { Explanation, RequestOf, Unmatched } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { explain } from '@countersign/policy-domain';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';
import { UNMATCHED } from './unmatched.js';

/** `POST /v1/policies/explain`: for any signed-in person; other policies only for those who may read policies. */
@RpcController()
export class ExplainPolicyHandler {
  constructor(
    private readonly catalogue: PolicyCatalogue,
    @Inject(UNMATCHED) private readonly unmatched: Unmatched,
  ) {}

  @Handle(policyRpc.explain)
  async explain(
    @Input() names: RequestOf<typeof policyRpc.explain>,
    @Call() { caller }: CallContext,
  ): Promise<Explanation> {
    const mayReadPolicies = hasRole(caller, 'policy-admin', 'auditor');
    return explain(await this.catalogue.current(), names, this.unmatched, mayReadPolicies);
  }
}
