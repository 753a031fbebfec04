import { pingRpc, serviceNames } from '@countersign/contracts';
import type { ServiceName } from '@countersign/contracts';
import type { RpcClient } from '@countersign/rpc';
import type { Health } from '@countersign/platform';

/** Shorter than what a probe waits for one dependency (2 s), so that silence is told as silence. */
const PING_TIMEOUT_MS = 1_800;

/**
 * The state of the services behind the gateway, asked over the bus at every probe. The gateway is ready once each
 * has answered; from then on a silent service is shown, but does not take the gateway out: the others go on.
 */
export class ServiceStates {
  private readonly silent = new Set<ServiceName>(serviceNames);

  constructor(private readonly rpc: RpcClient) {}

  /** The state of one service. */
  async of(name: ServiceName): Promise<Health> {
    const options = { timeoutMs: PING_TIMEOUT_MS };
    const answer = await this.rpc
      .call(pingRpc(name), {}, { requestId: 'readiness' }, options)
      .catch(() => undefined);
    if (!answer) return { up: false, detail: 'does not answer' };
    this.silent.delete(name);
    if (answer.ready) return { up: true };
    return {
      up: false,
      detail: `answers, but waits for ${this.missing(answer.dependencies) || 'its start'}`,
    };
  }

  /** Whether each service has answered at least once since this process began. */
  async allAnswered(): Promise<Health> {
    await Promise.all([...this.silent].map((name) => this.of(name)));
    if (this.silent.size === 0) return { up: true };
    return { up: false, detail: `no answer yet from ${[...this.silent].join(', ')}` };
  }

  private missing(dependencies: Record<string, { up: boolean }>): string {
    const down = Object.entries(dependencies).filter(([, { up }]) => !up);
    return down.map(([name]) => name).join(', ');
  }
}
