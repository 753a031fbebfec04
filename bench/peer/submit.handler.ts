import { requestRpc } from '@countersign/contracts';
import type { ResponseOf, SubmitBody } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { requestViewOf } from './request-view.js';
import { Submissions } from './submissions.js';

/** Answers `POST /v1/requests` in place of the request service. */
@RpcController()
export class SubmitHandler {
  constructor(private readonly submissions: Submissions) {}

  @Handle(requestRpc.submit)
  async submit(
    @Input() body: SubmitBody,
    @Call() { caller }: CallContext,
  ): Promise<ResponseOf<typeof requestRpc.submit>> {
    const { request, steps } = await this.submissions.submit(body, caller);
    return { status: 201, positions: [], representation: requestViewOf(request, steps) };
  }
}
