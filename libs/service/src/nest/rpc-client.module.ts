import { Global, Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { SERVICE } from '@countersign/platform';
import type { ServiceOptions } from '@countersign/platform';
import { natsOptions, NatsRpcClient } from '@countersign/rpc';
import { RPC_CLIENT } from './tokens.js';

const makeClient = ({ name, config }: ServiceOptions): NatsRpcClient =>
  new NatsRpcClient(natsOptions(name, config));

/** Calls to other services, for all modules of a service: RPC_CLIENT. */
@Global()
@Module({
  providers: [{ provide: RPC_CLIENT, inject: [SERVICE], useFactory: makeClient }],
  exports: [RPC_CLIENT],
})
export class RpcClientModule implements OnModuleInit, OnApplicationShutdown {
  constructor(@Inject(RPC_CLIENT) private readonly client: NatsRpcClient) {}

  async onModuleInit(): Promise<void> {
    await this.client.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.stop();
  }
}
