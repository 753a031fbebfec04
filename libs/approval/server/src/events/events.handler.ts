import { Inject } from '@nestjs/common';
import { approvalInternalRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { approvalStream } from '@countersign/approval-domain';
import type { EventLog } from '@countersign/event-log';
import { answering, EVENT_LOG, recordedEventView } from '@countersign/service';
import { Handle, Input, RpcController } from '@countersign/rpc';

type Events = typeof approvalInternalRpc.events;

/** The events of a request's approval, which the request service asks for to build the timeline. */
@RpcController()
export class EventsHandler {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  @Handle(approvalInternalRpc.events)
  async events(@Input() { id }: RequestOf<Events>): Promise<ResponseOf<Events>> {
    const events = await answering('The approval log', this.log.readStream(approvalStream(id)));
    return { events: events.map((event) => recordedEventView('approval', event)) };
  }
}
