import { v7 as uuidv7 } from 'uuid';
import { NotFound, refOfPolicy, requestRpc } from '@countersign/contracts';
import type { CheckedOutView, RequestOf, ResponseOf } from '@countersign/contracts';
import { afterAppend, positionsOf } from '@countersign/service';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { assertTicket, checkOut } from '@countersign/request-domain';
import type { StandingCheckOut } from '@countersign/request-domain';
import { AccessCommands } from '../access-commands.js';
import type { AccessCommand } from '../access-commands.js';
import { RequestReader } from '../request-reader.js';
import { TicketSigner } from '../tickets/ticket-signer.js';
import type { TicketGrant } from '../tickets/ticket-signer.js';

type CheckOut = typeof requestRpc.checkOut;

/** `POST /v1/requests/{id}/check-out` */
@RpcController()
export class CheckOutHandler {
  constructor(
    private readonly commands: AccessCommands,
    private readonly reader: RequestReader,
    private readonly signer: TicketSigner,
  ) {}

  @Handle(requestRpc.checkOut)
  async checkOut(
    @Input() { id }: RequestOf<CheckOut>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<CheckOut>> {
    const ticketId = uuidv7();
    const command: AccessCommand = {
      operation: 'request.checkOut',
      requestId: id,
      payload: {},
      ticketId,
      rule: (request, account, context) => checkOut(ticketId, request, account, context),
    };
    const ran = await this.commands.run(command, call);
    const answer = (): Promise<CheckedOutView> => afterAppend(ran, () => this.representation(id, call));
    const representation = await this.commands.noting(command, call, answer);
    return { status: ran.result.status, positions: positionsOf('request', ran.appended), representation };
  }

  /** Signs a ticket for the check-out as it stands at this moment, also when the command is a repeat. */
  private async representation(id: string, call: CallContext): Promise<CheckedOutView> {
    const { state } = await this.reader.read(id);
    if (state.status === 'none') throw new NotFound('request');
    const standing = assertTicket(state, this.commands.acting(call));
    const ticket = await this.signer.sign(ticketGrantOf(standing), standing.at);
    return { request: await this.reader.view(id, call), ticket };
  }
}

/** What a ticket says of the check-out that it proves. */
function ticketGrantOf({ granted, access }: StandingCheckOut): TicketGrant {
  const { requester, resource, account } = granted.facts;
  return {
    ticketId: access.checkOut.ticketId,
    requestId: granted.about.requestId,
    requester,
    resource,
    account,
    policy: granted.status === 'approved' ? refOfPolicy(granted.policy) : null,
    startsAt: access.window.startsAt,
    endsAt: access.window.endsAt,
  };
}
