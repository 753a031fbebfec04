import { Inject } from '@nestjs/common';
import { NotFound, policyRpc } from '@countersign/contracts';
import type { PolicyEvent, PolicyView, RequestOf } from '@countersign/contracts';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER } from '@countersign/service';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { policyStream, policyViewOf, savedPolicyFold } from '@countersign/policy-domain';
import type { Recorded, RecordedPolicy } from '@countersign/policy-domain';
import { PolicyEvents } from '../policy-events.js';
import { assertRole } from '../policy-commands.js';

/**
 * `GET /v1/policies/{id}`: the newest version, or an earlier one with `?version`. Earlier versions can still be
 * read after the policy is deleted, because requests name them.
 */
@RpcController()
export class GetHandler {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    private readonly events: PolicyEvents,
  ) {}

  @Handle(policyRpc.get)
  async get(
    @Input() { id, version }: RequestOf<typeof policyRpc.get>,
    @Call() call: CallContext,
  ): Promise<PolicyView> {
    assertRole(call.caller, 'policy-admin', 'auditor');
    const policy =
      version === undefined
        ? (await this.runner.read(policyStream(id), savedPolicyFold)).state
        : versionOf(await this.events.of(id), version);
    if (policy.status !== 'active') throw new NotFound('policy');
    return policyViewOf(policy);
  }
}

function versionOf(events: Recorded<PolicyEvent>[], version: number): RecordedPolicy {
  const upTo = events.filter(({ data }) => data.version <= version);
  if (upTo.at(-1)?.data.version !== version) return savedPolicyFold.initialState;
  return upTo.reduce((policy, event) => savedPolicyFold.evolve(policy, event), savedPolicyFold.initialState);
}
