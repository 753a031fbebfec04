import type { z } from 'zod';
import type { Provider } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { durationBetween, durationMs } from '@countersign/contracts';
import type { DecideRunner, EventLog } from '@countersign/event-log';
import { mirrorHead } from '@countersign/mirror';
import { DECIDE_RUNNER, EVENT_LOG, NATS_CONNECTION } from '@countersign/service';
import { CLOCK, HealthIndicators, Metrics } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { CheckpointKeeper, checkpointMetrics } from './checkpoint-keeper.js';
import { Checkpoints } from './checkpoints.js';

/** How often the heads of the logs are signed. */
export const checkpointSettings = {
  CHECKPOINT_INTERVAL: durationBetween('PT1S', 'PT1H')
    .default('PT1M')
    .describe(
      'How often the heads of all logs are signed and recorded while any log grows, ISO 8601, PT1S to PT1H.',
    ),
};

/** The settings of checkpoints. */
export interface CheckpointOptions {
  /** `iss`: the name by which verifiers know this installation. */
  issuer: string;
  intervalMs: number;
}

/** The settings in the module's form. */
export function checkpointsOf(settings: {
  TICKET_ISSUER: string;
  CHECKPOINT_INTERVAL: z.output<typeof checkpointSettings.CHECKPOINT_INTERVAL>;
}): CheckpointOptions {
  return {
    issuer: settings.TICKET_ISSUER,
    intervalMs: durationMs(settings.CHECKPOINT_INTERVAL),
  };
}

/** The providers that take the checkpoints of all logs while the service runs. */
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
