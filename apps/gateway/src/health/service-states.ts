import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { serviceNames, pingRpc } from '@countersign/contracts';
import type { ServiceName } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { HealthIndicators } from '@countersign/platform';
import type { Health } from '@countersign/platform';

/** Adds the services to the gateway's readiness: reported individually, required only until each has answered. */
@Injectable()
export class RegisterServices implements OnModuleInit {
  constructor(
    private readonly health: HealthIndicators,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
  ) {}

  onModuleInit(): void {
    const states = new ServiceStates(this.rpc);
    for (const name of serviceNames) this.health.register(name, () => states.of(name), { required: false });
    this.health.register('services', () => states.allAnswered());
  }
}

/** Shorter than the timeout of a health check (2 s), so that the check reports the silence. */
const PING_TIMEOUT_MS = 1_800;

/**
 * The state of the services behind the gateway, pinged over the bus at every probe. The gateway is ready once each
 * has answered; from then on a silent service is reported, but the gateway stays ready for the other services.
 */
export class ServiceStates {
  private readonly silent = new Set<ServiceName>(serviceNames);

  constructor(private readonly rpc: RpcClient) {}

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
