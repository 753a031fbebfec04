import { durationBetween, durationSeconds } from '@countersign/contracts';
import type { z } from 'zod';

/** How often the heads of the logs are signed. */
export const checkpointSettings = {
  CHECKPOINT_INTERVAL: durationBetween('PT1S', 'PT1H')
    .default('PT1M')
    .describe(
      'How often the heads of all logs are signed and recorded while one of them moves, ISO 8601, PT1S to PT1H.',
    ),
};

/** What checkpoints are taken by. */
export interface CheckpointOptions {
  /** `iss`: who verifiers know this installation as. */
  issuer: string;
  intervalMs: number;
}

/** The settings as the module wants them. */
export function checkpointsOf(settings: {
  TICKET_ISSUER: string;
  CHECKPOINT_INTERVAL: z.output<typeof checkpointSettings.CHECKPOINT_INTERVAL>;
}): CheckpointOptions {
  return {
    issuer: settings.TICKET_ISSUER,
    intervalMs: durationSeconds(settings.CHECKPOINT_INTERVAL) * 1000,
  };
}
