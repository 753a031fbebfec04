import { Inject } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { policyRpc } from '@countersign/contracts';
import type { PolicyContent } from '@countersign/contracts';
import type { Decided, DecideRunner, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, decided, personCommand } from '@countersign/service';
import { assertUnconfusable } from '@countersign/kernel';
import type { AcceptedNames } from '@countersign/names';
import { ACCEPTED_NAMES } from '@countersign/platform';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import {
  createPolicy,
  namesOfPolicy,
  policyFold,
  policyNameFold,
  policyNameStream,
  policyStream,
} from '@countersign/policy-domain';
import { assertRole, policyWritten } from '../policy-commands.js';
import { SeenApprovers } from '../seen-approvers/seen-approvers.js';
import type { SeenReader } from '../seen-approvers/seen-approvers.js';

/** `POST /v1/policies`: the policy, which takes its name. */
@RpcController()
export class CreateHandler {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(ACCEPTED_NAMES) private readonly names: AcceptedNames,
    @Inject(SeenApprovers) private readonly seen: SeenReader,
  ) {}

  @Handle(policyRpc.create)
  async create(@Input() content: PolicyContent, @Call() call: CallContext) {
    assertRole(call.caller, 'policy-admin');
    assertUnconfusable(namesOfPolicy(content), this.names);
    const id = uuidv7();
    const command = personCommand(call, { operation: 'policy.create', target: '', payload: content });
    const ran = await this.runner.run(command, (loader) => decide(loader, id, content));
    return policyWritten(this.runner, this.seen, ran);
  }
}

async function decide(loader: Loader, id: string, content: PolicyContent): Promise<Decided> {
  await loader.loadNew(policyStream(id), policyFold);
  const name = await loader.load(policyNameStream(content.name), policyNameFold);
  return decided(createPolicy({ id, content }, name.state), { policyId: id }, 201);
}
