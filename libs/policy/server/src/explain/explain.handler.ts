import { Inject } from '@nestjs/common';
import { hasRole, policyRpc } from '@countersign/contracts';
import type { Explanation, RequestOf, Unmatched } from '@countersign/contracts';
import { assertUnconfusable, writtenNames } from '@countersign/kernel';
import type { AcceptedNames } from '@countersign/names';
import { ACCEPTED_NAMES } from '@countersign/platform';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { explain } from '@countersign/policy-domain';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';

/** Injection token of the `Unmatched` setting. */
export const UNMATCHED = Symbol('Unmatched');

/** `POST /v1/policies/explain`: for any signed-in person. Other candidates are shown only to readers of policies. */
@RpcController()
export class ExplainHandler {
  constructor(
    private readonly catalogue: PolicyCatalogue,
    @Inject(UNMATCHED) private readonly unmatched: Unmatched,
    @Inject(ACCEPTED_NAMES) private readonly accepted: AcceptedNames,
  ) {}

  /** @throws NameRefused when a name may be mistaken for another, as a request would be */
  @Handle(policyRpc.explain)
  async explain(
    @Input() names: RequestOf<typeof policyRpc.explain>,
    @Call() { caller }: CallContext,
  ): Promise<Explanation> {
    assertUnconfusable(writtenNames(names), this.accepted);
    const mayReadPolicies = hasRole(caller, 'policy-admin', 'auditor');
    return explain(await this.catalogue.current(), names, this.unmatched, mayReadPolicies);
  }
}
