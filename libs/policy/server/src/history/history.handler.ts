import { NotFound, policyRpc } from '@countersign/contracts';
import type { PolicyVersionView, RequestOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { policyHistory } from '@countersign/policy-domain';
import { assertRole } from '../policy-commands.js';
import { PolicyEvents } from '../policy-events.js';

/** `GET /v1/policies/{id}/history`: every version, oldest first, a deletion included. */
@RpcController()
export class HistoryHandler {
  constructor(private readonly events: PolicyEvents) {}

  @Handle(policyRpc.history)
  async history(
    @Input() { id }: RequestOf<typeof policyRpc.history>,
    @Call() call: CallContext,
  ): Promise<{ items: PolicyVersionView[] }> {
    assertRole(call.caller, 'policy-admin', 'auditor');
    const items = policyHistory(await this.events.of(id));
    if (!items.length) throw new NotFound('policy');
    return { items };
  }
}
