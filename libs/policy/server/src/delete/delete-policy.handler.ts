import { Inject } from '@nestjs/common';
import { policyRpc } from '@countersign/contracts';
import type { RequestOf } from '@countersign/contracts';
import type { DecideRunner, Decided, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER } from '@countersign/messaging';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { deletePolicy, policyFold, policyNameFold } from '@countersign/policy-domain';
import { assertRole, commandContext, withEvents } from '../policy-command.js';
import { policyNameStream, policyStream } from '../policy-streams.js';
import { positionsOf, resultFor } from '../policy-written.js';

type Delete = RequestOf<typeof policyRpc.delete>;

/** `DELETE /v1/policies/{id}` with `If-Match`: the policy goes, its name is free again, its history stays. */
@RpcController()
export class DeletePolicyHandler {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  @Handle(policyRpc.delete)
  async delete(@Input() { id, ifMatch }: Delete, @Call() call: CallContext) {
    assertRole(call.caller, 'policy-admin');
    const context = commandContext(call, { operation: 'policy.delete', target: id, payload: { ifMatch } });
    const ran = await this.runner.run(context, (loader) => decide(loader, { id, ifMatch }));
    return { status: ran.result.status, positions: positionsOf(ran.appended), representation: null };
  }
}

async function decide(loader: Loader, { id, ifMatch }: Delete): Promise<Decided> {
  const policy = await loader.load(policyStream(id), policyFold);
  const ownName = policy.state.status === 'absent' ? '' : policy.state.content.name;
  const name = await loader.load(policyNameStream(ownName), policyNameFold);
  const deleted = deletePolicy({ ifMatch }, policy.state, name.state);
  const streams = [
    { stream: policy.stream, expectedVersion: policy.version, events: deleted.policy },
    { stream: name.stream, expectedVersion: name.version, events: deleted.released },
  ];
  return { streams: withEvents(streams), result: resultFor(204, id) };
}
