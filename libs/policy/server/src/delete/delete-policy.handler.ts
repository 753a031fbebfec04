import { Inject } from '@nestjs/common';
import { policyRpc } from '@countersign/contracts';
import type { RequestOf } from '@countersign/contracts';
import type { DecideRunner, Decided, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, personCommand, positionsOf } from '@countersign/service';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { deletePolicy, policyFold, policyStream } from '@countersign/policy-domain';
import { assertRole } from '../assert-role.js';
import { loadName } from '../load-name.js';
import { resultFor } from '../policy-written.js';

type Delete = RequestOf<typeof policyRpc.delete>;

/** `DELETE /v1/policies/{id}` with `If-Match`: the policy goes, its name is free again, its history stays. */
@RpcController()
export class DeletePolicyHandler {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  @Handle(policyRpc.delete)
  async delete(@Input() { id, ifMatch }: Delete, @Call() call: CallContext) {
    assertRole(call.caller, 'policy-admin');
    const context = personCommand(call, { operation: 'policy.delete', target: id, payload: { ifMatch } });
    const ran = await this.runner.run(context, (loader) => decide(loader, { id, ifMatch }));
    return {
      status: ran.result.status,
      positions: positionsOf('policy', ran.appended),
      representation: null,
    };
  }
}

async function decide(loader: Loader, { id, ifMatch }: Delete): Promise<Decided> {
  const policy = await loader.load(policyStream(id), policyFold);
  await loadName(loader, policy.state);
  return { events: deletePolicy({ ifMatch }, policy.state), result: resultFor(204, id) };
}
