import { v7 as uuidv7 } from 'uuid';
import { NotFound, requestRpc } from '@countersign/contracts';
import type { CheckedOutView, RequestOf, ResponseOf } from '@countersign/contracts';
import { afterAppend } from '@countersign/event-log';
import { positionsOf } from '@countersign/service';
import { Call, Handle, Input, RpcController, SecondFactor } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { assertTicket, checkOut } from '@countersign/request-domain';
import { AccessCommands } from '../access-commands.js';
import type { AccessCommand } from '../access-commands.js';
import { RequestReader } from '../request-reader.js';
import { TicketSigner } from '../tickets/ticket-signer.js';
import { ticketGrantOf } from './ticket-grant.js';

type CheckOut = typeof requestRpc.checkOut;

/** `POST /v1/requests/{id}/check-out` */
@RpcController()
export class CheckOutHandler {
  constructor(
    private readonly commands: AccessCommands,
    private readonly reader: RequestReader,
    private readonly secondFactor: SecondFactor,
    private readonly signer: TicketSigner,
  ) {}

  @Handle(requestRpc.checkOut)
  checkOut(@Input() { id }: RequestOf<CheckOut>, @Call() call: CallContext): Promise<ResponseOf<CheckOut>> {
    const ticketId = uuidv7();
    const command: AccessCommand = {
      operation: 'request.checkOut',
      requestId: id,
      payload: {},
      ticketId,
      decide: (...given) => checkOut(ticketId, ...given),
    };
    return this.commands.run(command, call, async (ran) => {
      const representation = await afterAppend(ran, () => this.answer(id, call));
      return { status: ran.result.status, positions: positionsOf('request', ran.appended), representation };
    });
  }

  /** Every ticket is signed for the check-out as it stands at this very moment, also when a command is repeated. */
  private async answer(id: string, call: CallContext): Promise<CheckedOutView> {
    const { state } = await this.reader.read(id);
    if (state.status === 'none') throw new NotFound('request');
    const standing = this.secondFactor.asking(() => assertTicket(state, this.commands.using(call)));
    const ticket = await this.signer.sign(ticketGrantOf(standing), standing.at);
    return { request: await this.reader.view(id, call), ticket };
  }
}
