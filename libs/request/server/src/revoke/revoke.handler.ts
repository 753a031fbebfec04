import { requestRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { revoke } from '@countersign/request-domain';
import { AccessCommands } from '../access-commands.js';
import type { AccessCommand } from '../access-commands.js';

type Revoke = typeof requestRpc.revoke;

/** `POST /v1/requests/{id}/revoke` */
@RpcController()
export class RevokeHandler {
  constructor(private readonly commands: AccessCommands) {}

  @Handle(requestRpc.revoke)
  revoke(
    @Input() { id, ...body }: RequestOf<Revoke>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<Revoke>> {
    const command: AccessCommand = {
      operation: 'request.revoke',
      requestId: id,
      payload: body,
      rule: (request, _account, context) => revoke(body, request, context),
    };
    return this.commands.answer(command, call);
  }
}
