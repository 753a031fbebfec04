import { policyRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Handle, Input, RpcController } from '@countersign/platform';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';

/**
 * Which policy version governs a request, whole, for the request service to record (rule 1). For any signed-in
 * person, since everybody may request; the request service passes on the requester's token.
 */
@RpcController()
export class MatchPolicyHandler {
  constructor(private readonly catalogue: PolicyCatalogue) {}

  @Handle(policyRpc.match)
  async match(
    @Input() { resource, account }: RequestOf<typeof policyRpc.match>,
  ): Promise<ResponseOf<typeof policyRpc.match>> {
    const policy = (await this.catalogue.current()).match(resource, account);
    if (!policy) return { policy: null };
    const { id, version, content, updatedBy } = policy;
    return { policy: { id, version, content, writtenBy: updatedBy } };
  }
}
