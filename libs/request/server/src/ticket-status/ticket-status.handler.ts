import { Inject } from '@nestjs/common';
import { NotFound, requestRpc } from '@countersign/contracts';
import type { RequestOf, TicketStatus } from '@countersign/contracts';
import type { DecideRunner } from '@countersign/event-log';
import { CommandGate } from '@countersign/mirror';
import { DECIDE_RUNNER } from '@countersign/service';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { mayKnowTicket, ticketFold, ticketStatusOf, ticketStream } from '@countersign/request-domain';
import { RequestReader } from '../request-reader.js';

/** `GET /v1/tickets/{jti}`: from the log itself and by the clock, so that a revocation counts at once. */
@RpcController()
export class TicketStatusHandler {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly reader: RequestReader,
    private readonly gate: CommandGate,
  ) {}

  /**
   * @throws NotFound when there is no such ticket, or the caller may not know of it
   * @throws Unavailable while log and mirror differ: a restored log may contain a check-out and lack its end
   */
  @Handle(requestRpc.ticketStatus)
  async status(
    @Input() { ticketId }: RequestOf<typeof requestRpc.ticketStatus>,
    @Call() { caller }: CallContext,
  ): Promise<TicketStatus> {
    this.gate.assertOpen('The request log');
    const { state: ticket } = await this.runner.read(ticketStream(ticketId), ticketFold);
    if (ticket.status === 'unknown') throw new NotFound('ticket');
    const { state: request } = await this.reader.read(ticket.requestId);
    const status = ticketStatusOf(ticketId, request, this.clock.now());
    if (status === null || !mayKnowTicket(caller, request)) throw new NotFound('ticket');
    return status;
  }
}
