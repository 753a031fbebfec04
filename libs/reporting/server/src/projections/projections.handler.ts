import { Logger } from '@nestjs/common';
import { hasRole, NotAllowed, NotFound, projectionRpc } from '@countersign/contracts';
import type { Caller, ProjectionView, RequestOf, ResponseOf } from '@countersign/contracts';
import { ConsumerRunner } from '@countersign/consumers';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { Reads } from '../reads.js';
import { projectionViews } from './projection-view.js';

type Named = RequestOf<typeof projectionRpc.rebuild>;

/** `/v1/projections`: how far the read models are, and the operators' wishes. */
@RpcController()
export class ProjectionsHandler {
  private readonly logger = new Logger('projections');

  constructor(
    private readonly reads: Reads,
    private readonly runner: ConsumerRunner,
  ) {}

  @Handle(projectionRpc.list)
  async list(@Call() { caller }: CallContext): Promise<ResponseOf<typeof projectionRpc.list>> {
    if (!hasRole(caller, 'policy-admin', 'auditor')) throw new NotAllowed('policy-admin or auditor');
    return { items: await this.reads.after([], [], () => this.views()) };
  }

  @Handle(projectionRpc.rebuild)
  rebuild(@Input() { name }: Named, @Call() { caller }: CallContext): Promise<ProjectionView> {
    return this.wish(caller, name, 'rebuilt', () => this.runner.requestRebuild(name));
  }

  @Handle(projectionRpc.retry)
  retry(@Input() { name }: Named, @Call() { caller }: CallContext): Promise<ProjectionView> {
    return this.wish(caller, name, 'tried again', () => this.runner.retryParked(name));
  }

  private async wish(
    caller: Caller,
    name: string,
    what: string,
    leave: () => Promise<void>,
  ): Promise<ProjectionView> {
    if (!hasRole(caller, 'policy-admin')) throw new NotAllowed('policy-admin');
    return this.reads.after([], [], async () => {
      await this.named(name);
      await leave();
      this.logger.log(`${caller.id} wishes that ${name} is ${what}.`);
      return this.named(name);
    });
  }

  /** @throws NotFound when no projection of that name has begun */
  private async named(name: string): Promise<ProjectionView> {
    const found = (await this.views()).find((one) => one.name === name);
    if (!found) throw new NotFound('projection');
    return found;
  }

  private async views(): Promise<ProjectionView[]> {
    const { projections, heads } = await this.runner.progress();
    return projectionViews(projections, heads);
  }
}
