import { Inject } from '@nestjs/common';
import { policyRpc } from '@countersign/contracts';
import type { PolicyContent } from '@countersign/contracts';
import type { DecideRunner, Decided, Loader } from '@countersign/event-log';
import { appendsTo, DECIDE_RUNNER, personCommand } from '@countersign/messaging';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { createPolicy, policyFold, policyNameFold } from '@countersign/policy-domain';
import { v7 as newId } from 'uuid';
import { assertRole } from '../assert-role.js';
import { policyNameStream, policyStream } from '../policy-streams.js';
import { policyWritten, resultFor } from '../policy-written.js';

/** `POST /v1/policies`: the policy and its name, in one append. */
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
  const name = await loader.load(policyNameStream(content.name), policyNameFold);
  const created = createPolicy({ id, content }, name.state);
  const fresh = { stream: policyStream(id), state: policyFold.initialState, version: 0 };
  const streams = appendsTo([fresh, created.policy], [name, created.name]);
  return { streams, result: resultFor(201, id) };
}
