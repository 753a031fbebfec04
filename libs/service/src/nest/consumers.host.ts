import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { HealthIndicators } from '@countersign/platform';
import type { ProcessManager, Projection } from '@countersign/consumers';
import { ConsumerRunner } from '@countersign/consumers';

/** The consumers of one ConsumersModule. */
export const CONSUMERS = Symbol('Consumers');

/** Runs the consumers while the service runs; each is a dependency in its health. */
@Injectable()
export class ConsumersHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly runner: ConsumerRunner,
    @Inject(CONSUMERS) private readonly consumers: (ProcessManager | Projection)[],
    private readonly health: HealthIndicators,
  ) {}

  onApplicationBootstrap(): void {
    for (const consumer of this.consumers) this.add(consumer);
    this.runner.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }

  private add(consumer: ProcessManager | Projection): void {
    if ('handle' in consumer) this.runner.addProcessManager(consumer);
    else this.runner.addProjection(consumer);
    this.health.register(consumer.name, () => Promise.resolve(this.runner.health(consumer.name)));
  }
}
