import { Inject } from '@nestjs/common';
import { policyRpc } from '@countersign/contracts';
import type { RequestOf } from '@countersign/contracts';
import type { Decided, DecideRunner, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, decided, personCommand, positionsOf } from '@countersign/service';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { deletePolicy, policyFold, policyStream } from '@countersign/policy-domain';
import { assertRole, loadName } from '../policy-commands.js';

type Delete = RequestOf<typeof policyRpc.delete>;

/** `DELETE /v1/policies/{id}` with `If-Match`: deletes the policy and frees its name; its history remains. */
@RpcController()
export class DeleteHandler {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  @Handle(policyRpc.delete)
  async delete(@Input() deletion: Delete, @Call() call: CallContext) {
    assertRole(call.caller, 'policy-admin');
    const { id, ifMatch } = deletion;
    const command = personCommand(call, { operation: 'policy.delete', target: id, payload: { ifMatch } });
    const ran = await this.runner.run(command, (loader) => decide(loader, deletion));
    const positions = positionsOf('policy', ran.appended);
    return { status: ran.result.status, positions, representation: null };
  }
}

async function decide(loader: Loader, { id, ifMatch }: Delete): Promise<Decided> {
  const policy = await loader.load(policyStream(id), policyFold);
  await loadName(loader, policy.state);
  return decided(deletePolicy({ ifMatch }, policy.state), { policyId: id }, 204);
}
