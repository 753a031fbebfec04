import type { Provider } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DecideRunner, EventLog } from '@countersign/event-log';
import { DECIDE_RUNNER, EVENT_LOG, mirrorHead, NATS_CONNECTION } from '@countersign/messaging';
import { CLOCK, HealthIndicators, Metrics } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { CheckpointKeeper, checkpointMetrics } from './checkpoint-keeper.js';
import type { CheckpointOptions } from './checkpoint-settings.js';
import { Checkpoints } from './checkpoints.js';

/** Who takes the checkpoints of all logs, from the start of the service to its end. */
export function checkpointProviders(options: CheckpointOptions): Provider[] {
  const checkpoints = (
    runner: DecideRunner,
    log: EventLog,
    nc: NatsConnection,
    keys: SigningKeys,
    clock: Clock,
  ): Checkpoints =>
    new Checkpoints({ ...options, runner, log, headOf: (name) => mirrorHead(nc, name), keys, clock });
  const keeper = (taken: Checkpoints, metrics: Metrics, health: HealthIndicators): CheckpointKeeper => {
    const made = new CheckpointKeeper({
      checkpoints: taken,
      intervalMs: options.intervalMs,
      metrics: checkpointMetrics(metrics),
    });
    health.register('checkpoints', () => Promise.resolve(made.health()), { required: false });
    return made;
  };
  return [
    {
      provide: Checkpoints,
      inject: [DECIDE_RUNNER, EVENT_LOG, NATS_CONNECTION, SigningKeys, CLOCK],
      useFactory: checkpoints,
    },
    { provide: CheckpointKeeper, inject: [Checkpoints, Metrics, HealthIndicators], useFactory: keeper },
  ];
}
