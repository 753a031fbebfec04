import { Inject } from '@nestjs/common';
import { requestRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import type { EventLog } from '@countersign/event-log';
import { EVENT_LOG } from '@countersign/messaging';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { RequestReader } from '../request-reader.js';

/** Asked by the approval service when a command of its own has ended a request. */
@RpcController()
export class FollowedHandler {
  constructor(
    private readonly reader: RequestReader,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  @Handle(requestRpc.followed)
  async followed(
    @Input() { id }: RequestOf<typeof requestRpc.followed>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<typeof requestRpc.followed>> {
    const representation = await this.reader.view(id, call, true);
    if (representation.status === 'pending') return { representation, position: null };
    // The head, read after the end was: a reader that has seen it has seen the end.
    const { position } = await this.log.head();
    return { representation, position: { log: 'request', position } };
  }
}
