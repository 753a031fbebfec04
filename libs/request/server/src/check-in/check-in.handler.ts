import { requestRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { checkIn } from '@countersign/request-domain';
import { AccessCommands } from '../access-commands.js';
import type { AccessCommand } from '../access-commands.js';

type CheckIn = typeof requestRpc.checkIn;

/** `POST /v1/requests/{id}/check-in` */
@RpcController()
export class CheckInHandler {
  constructor(private readonly commands: AccessCommands) {}

  @Handle(requestRpc.checkIn)
  checkIn(@Input() { id }: RequestOf<CheckIn>, @Call() call: CallContext): Promise<ResponseOf<CheckIn>> {
    const command: AccessCommand = {
      operation: 'request.checkIn',
      requestId: id,
      payload: {},
      rule: (request, _account, context) => checkIn(request, context),
    };
    return this.commands.answer(command, call);
  }
}
