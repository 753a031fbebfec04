import { policyRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';
import { assertRole } from '../assert-role.js';
import { policyPage } from './policy-page.js';

/** `GET /v1/policies`: by name, from the catalogue, which has read the log to its head. */
@RpcController()
export class ListPoliciesHandler {
  constructor(private readonly catalogue: PolicyCatalogue) {}

  @Handle(policyRpc.list)
  async list(
    @Input() query: RequestOf<typeof policyRpc.list>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<typeof policyRpc.list>> {
    assertRole(call.caller, 'policy-admin', 'auditor');
    return policyPage((await this.catalogue.current()).all(), query);
  }
}
