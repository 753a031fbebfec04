import { Inject } from '@nestjs/common';
import { policyRpc } from '@countersign/contracts';
import type { RequestOf } from '@countersign/contracts';
import type { Decided, DecideRunner, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, decided, personCommand } from '@countersign/service';
import { assertUnconfusable } from '@countersign/kernel';
import type { AcceptedNames } from '@countersign/names';
import { ACCEPTED_NAMES } from '@countersign/platform';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import {
  namesOfPolicy,
  policyFold,
  policyNameFold,
  policyNameStream,
  policyStream,
  updatePolicy,
} from '@countersign/policy-domain';
import { assertRole, loadName, policyWritten } from '../policy-commands.js';
import { SeenApprovers } from '../seen-approvers/seen-approvers.js';
import type { SeenReader } from '../seen-approvers/seen-approvers.js';

type Update = RequestOf<typeof policyRpc.update>;

/** `PUT /v1/policies/{id}` with `If-Match`: the next version; a new name frees the old one. */
@RpcController()
export class UpdateHandler {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(ACCEPTED_NAMES) private readonly names: AcceptedNames,
    @Inject(SeenApprovers) private readonly seen: SeenReader,
  ) {}

  @Handle(policyRpc.update)
  async update(@Input() update: Update, @Call() call: CallContext) {
    assertRole(call.caller, 'policy-admin');
    const { id, ifMatch, content } = update;
    assertUnconfusable(namesOfPolicy(content), this.names);
    const payload = { ifMatch, content };
    const command = personCommand(call, { operation: 'policy.update', target: id, payload });
    const ran = await this.runner.run(command, (loader) => decide(loader, update));
    return policyWritten(this.runner, this.seen, ran);
  }
}

async function decide(loader: Loader, { id, ifMatch, content }: Update): Promise<Decided> {
  const policy = await loader.load(policyStream(id), policyFold);
  await loadName(loader, policy.state);
  const name = await loader.load(policyNameStream(content.name), policyNameFold);
  return decided(updatePolicy({ ifMatch, content }, policy.state, name.state), { policyId: id });
}
