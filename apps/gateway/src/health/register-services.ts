import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { serviceNames } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { HealthIndicators } from '@countersign/platform';
import { ServiceStates } from './service-states.js';

/** Puts the services into the gateway's readiness: shown one by one, required only until each has answered. */
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
