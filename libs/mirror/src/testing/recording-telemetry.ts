import { recordingLogger } from '@countersign/postgres/testing';
import type { RecordingLogger } from '@countersign/postgres/testing';
import type { RelayTelemetry } from '../relay-telemetry.js';

/** A relay's telemetry that records what it receives. */
export interface RecordingRelayTelemetry extends RelayTelemetry {
  logger: RecordingLogger;
  lines: RecordingLogger['lines'];
  /** The last value of each gauge: `relayLag request`. */
  values: Map<string, number>;
}

export function recordingRelayTelemetry(): RecordingRelayTelemetry {
  const logger = recordingLogger();
  const values = new Map<string, number>();
  return {
    logger,
    lines: logger.lines,
    values,
    metrics: {
      relayLag: (name, events) => void values.set(`relayLag ${name}`, events),
      mirrorStrays: (name, messages) => void values.set(`mirrorStrays ${name}`, messages),
      mirrorRecreated: (name, reason) => void values.set(`mirrorRecreated ${name} ${reason}`, 1),
    },
  };
}
