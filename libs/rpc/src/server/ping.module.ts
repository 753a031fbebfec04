import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { pingRpc } from '@countersign/contracts';
import type { Pong, ServiceName } from '@countersign/contracts';
import { HealthIndicators } from '@countersign/platform';
import { Handle, RpcController } from './handle.js';

/** Answers the gateway's ping to a service. Needs PlatformModule. */
@Module({})
export class PingModule {
  static forService(service: ServiceName): DynamicModule {
    return { module: PingModule, controllers: [pingController(service)] };
  }
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
