import type { Type } from '@nestjs/common';
import { pingRpc, serviceNames } from '@countersign/contracts';
import type { Pong, ServiceName } from '@countersign/contracts';
import { HealthIndicators } from '../health/health-indicators.js';
import { Handle, RpcController } from './handle.js';

/** The controller that answers the gateway's ping; none for a process that is not a service behind the gateway. */
export function pingControllers(name: string): Type[] {
  const service = serviceNames.find((service) => service === name);
  return service ? [pingController(service)] : [];
}

/** Answers over the bus what `/readyz` answers over HTTP; one class per service, because each has its own subject. */
function pingController(service: ServiceName): Type {
  @RpcController()
  class PingController {
    constructor(private readonly health: HealthIndicators) {}

    @Handle(pingRpc(service))
    async ping(): Promise<Pong> {
      const { status, dependencies } = await this.health.readiness();
      return { service, ready: status === 'ready', dependencies };
    }
  }
  return PingController;
}
