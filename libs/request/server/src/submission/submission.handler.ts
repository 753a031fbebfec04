import { Inject } from '@nestjs/common';
import { requestInternalRpc } from '@countersign/contracts';
import type { RequestEvent, RequestOf, ResponseOf } from '@countersign/contracts';
import type { EventLog } from '@countersign/event-log';
import { EVENT_LOG } from '@countersign/service';
import { Handle, Input, RpcController } from '@countersign/rpc';
import { requestStream } from '@countersign/request-domain';

type Submission = typeof requestInternalRpc.submission;

/** The submission as recorded: asked by the approval service when a command arrives before the event. */
@RpcController()
export class SubmissionHandler {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  @Handle(requestInternalRpc.submission)
  async submission(@Input() { id }: RequestOf<Submission>): Promise<ResponseOf<Submission>> {
    const [first] = await this.log.readStream<RequestEvent>(requestStream(id));
    if (first?.type !== 'request.submitted') return { event: null };
    const data = first.data as NonNullable<ResponseOf<Submission>['event']>['data'];
    return { event: { id: first.id, correlationId: first.correlationId, data } };
  }
}
