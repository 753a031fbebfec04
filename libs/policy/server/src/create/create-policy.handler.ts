import { Inject } from '@nestjs/common';
import { policyRpc } from '@countersign/contracts';
import type { PolicyContent } from '@countersign/contracts';
import type { DecideRunner, Decided, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, personCommand } from '@countersign/service';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import {
  createPolicy,
  policyFold,
  policyNameFold,
  policyNameStream,
  policyStream,
} from '@countersign/policy-domain';
import { v7 as newId } from 'uuid';
import { assertRole } from '../assert-role.js';
import { policyWritten, resultFor } from '../policy-written.js';

/** `POST /v1/policies`: the policy, which takes its name. */
@RpcController()
export class CreatePolicyHandler {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  @Handle(policyRpc.create)
  async create(@Input() content: PolicyContent, @Call() call: CallContext) {
    assertRole(call.caller, 'policy-admin');
    const context = personCommand(call, { operation: 'policy.create', target: '', payload: content });
    const id = newId();
    return policyWritten(
      this.runner,
      await this.runner.run(context, (loader) => decide(loader, id, content)),
    );
  }
}

async function decide(loader: Loader, id: string, content: PolicyContent): Promise<Decided> {
  await loader.loadNew(policyStream(id), policyFold);
  const name = await loader.load(policyNameStream(content.name), policyNameFold);
  return { events: createPolicy({ id, content }, name.state), result: resultFor(201, id) };
}
