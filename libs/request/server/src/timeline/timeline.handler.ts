import { Inject } from '@nestjs/common';
import { approvalInternalRpc, hasRole, requestRpc } from '@countersign/contracts';
import type { RecordedEventView, RequestOf, ResponseOf } from '@countersign/contracts';
import type { EventLog } from '@countersign/event-log';
import { answering, EVENT_LOG, RPC_CLIENT, recordedEventView } from '@countersign/service';
import { Call, Handle, Input, RpcController, WHILE_ASKED } from '@countersign/rpc';
import type { CallContext, RpcClient } from '@countersign/rpc';
import { hasApproval, requestStream } from '@countersign/request-domain';
import { RequestReader } from '../request-reader.js';
import { actsOf, inOrder } from './acts.js';

type Timeline = typeof requestRpc.timeline;
type RawTimeline = typeof requestRpc.rawTimeline;

/** The events of a request, by the log they are in. */
interface Events {
  request: RecordedEventView[];
  approval: RecordedEventView[];
}

/** `GET /v1/requests/{id}/timeline`, read from the logs of request and approval: always current. */
@RpcController()
export class TimelineHandler {
  constructor(
    private readonly reader: RequestReader,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
  ) {}

  /**
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws Unavailable when the approval service does not answer
   */
  @Handle(requestRpc.timeline)
  async timeline(
    @Input() { id }: RequestOf<Timeline>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<Timeline>> {
    const { request, approval } = await this.events(id, call);
    return { items: actsOf(request, approval) };
  }

  /** The events as recorded; only auditors see addresses and user agents. @throws as above */
  @Handle(requestRpc.rawTimeline)
  async rawTimeline(
    @Input() { id }: RequestOf<RawTimeline>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<RawTimeline>> {
    const { request, approval } = await this.events(id, call);
    const items = inOrder(request, approval);
    return { items: hasRole(call.caller, 'auditor') ? items : items.map(withoutOrigin) };
  }

  private async events(id: string, { caller, requestId, traceparent }: CallContext): Promise<Events> {
    const { state } = await this.reader.visible(id, caller);
    const [request, approval] = await Promise.all([
      answering('The request log', this.log.readStream(requestStream(id))),
      hasApproval(state)
        ? this.rpc.call(approvalInternalRpc.events, { id }, { requestId, traceparent }, WHILE_ASKED)
        : { events: [] },
    ]);
    return {
      request: request.map((event) => recordedEventView('request', event)),
      approval: approval.events,
    };
  }
}

function withoutOrigin({ private: texts, ...event }: RecordedEventView): RecordedEventView {
  const { address: _address, userAgent: _userAgent, ...rest } = texts ?? {};
  return { ...event, private: texts && rest };
}
