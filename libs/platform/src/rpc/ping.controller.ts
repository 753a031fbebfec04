import type { Type } from '@nestjs/common';
import { pingRpc, serviceNames } from '@countersign/contracts';
import type { Pong, ServiceName } from '@countersign/contracts';
import { HealthIndicators } from '../health/health-indicators.js';
import { Handle } from './handle.decorator.js';
import { RpcController } from './rpc-controller.decorator.js';

/** The controller that answers the gateway's ping; none for a process that is no service behind it. */
export function pingControllers(name: string): Type[] {
  const service = serviceNames.find((one) => one === name);
  return service ? [pingController(service)] : [];
}

/** Tells over the bus what `/readyz` tells over HTTP; a class for each service, because its subject is its own. */
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
