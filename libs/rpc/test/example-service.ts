import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, Module } from '@nestjs/common';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import { internalOperation } from '@countersign/contracts';
import { loadConfig, platformConfig, PlatformModule } from '@countersign/platform';
import { Handle, natsOptions, RpcController, runService } from '../src/index.js';

/** A whole service for the test of `runService`, as a `main.ts` has it; its one operation takes 200 ms. */
const echo = internalOperation('example.echo', z.strictObject({}), z.object({ done: z.boolean() }));

@RpcController()
class EchoHandler {
  private readonly logger = new Logger('example');

  @Handle(echo)
  async echo() {
    this.logger.log('echo is under way');
    await sleep(200);
    return { done: true };
  }
}

const config = loadConfig(platformConfig);

/** Something that cannot be made before NATS is there, as the connection of a log's mirror. */
const needsNats = {
  provide: 'NEEDS_NATS',
  useFactory: async () => (await connect(natsOptions('example', config))).close(),
};

@Module({
  imports: [PlatformModule.forService({ name: 'example', config })],
  providers: [needsNats],
  controllers: [EchoHandler],
})
class ExampleModule {}

await runService(ExampleModule, config);
