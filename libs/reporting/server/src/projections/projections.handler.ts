import { Logger } from '@nestjs/common';
import { hasRole, NotAllowed, NotFound, projectionRpc } from '@countersign/contracts';
import type { Caller, ProjectionView, RequestOf, ResponseOf, LogName } from '@countersign/contracts';
import { ConsumerRunner } from '@countersign/consumers';
import type { ConsumerProgress } from '@countersign/consumers';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { Reads } from '../reads.js';

type Named = RequestOf<typeof projectionRpc.rebuild>;

/** `/v1/projections`: the progress of the read models, and the operators' requests to rebuild or retry them. */
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
    return this.request(caller, name, 'rebuilt', () => this.runner.requestRebuild(name));
  }

  @Handle(projectionRpc.retry)
  retry(@Input() { name }: Named, @Call() { caller }: CallContext): Promise<ProjectionView> {
    return this.request(caller, name, 'retried', () => this.runner.retryParked(name));
  }

  private async request(
    caller: Caller,
    name: string,
    what: string,
    record: () => Promise<void>,
  ): Promise<ProjectionView> {
    if (!hasRole(caller, 'policy-admin')) throw new NotAllowed('policy-admin');
    return this.reads.after([], [], async () => {
      await this.named(name);
      await record();
      this.logger.log(`${caller.id} asked for ${name} to be ${what}.`);
      return this.named(name);
    });
  }

  /** @throws NotFound when no projection of that name has started */
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

/** Projections as operators see them: the progress in each log, grouped by name. Pure. */
export function projectionViews(
  progress: readonly ConsumerProgress[],
  heads: ReadonlyMap<LogName, number | null>,
): ProjectionView[] {
  const names = [...new Set(progress.map(({ consumer }) => consumer))];
  return names.map((name) => {
    const own = progress.filter(({ consumer }) => consumer === name);
    return {
      name,
      rebuild: whyRebuilt(own),
      logs: own.map((row) => logView(row, heads.get(row.log) ?? null)),
    };
  });
}

function whyRebuilt(own: readonly ConsumerProgress[]): ProjectionView['rebuild'] {
  if (own.some(({ rebuild }) => rebuild === 'epoch')) return 'new-epoch';
  return own.some(({ rebuild }) => rebuild === 'requested') ? 'requested' : null;
}

/** The cursor may be ahead of a head that was read a moment earlier: then the lag is 0. */
function logView(row: ConsumerProgress, head: number | null): ProjectionView['logs'][number] {
  const { log, position, parkedStreams, rebuiltTo, movedAt } = row;
  const lag = head === null ? null : Math.max(0, head - position);
  return { log, position, head, lag, parkedStreams, rebuiltTo, movedAt: movedAt.toISOString() };
}
