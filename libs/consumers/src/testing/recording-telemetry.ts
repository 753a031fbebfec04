import { recordingLogger } from '@countersign/postgres/testing';
import type { RecordingLogger } from '@countersign/postgres/testing';
import type { ConsumerMetrics, DeadlineMetrics } from '../consumer-telemetry.js';

/** Telemetry that records what it receives. */
export interface RecordingTelemetry {
  logger: RecordingLogger;
  metrics: ConsumerMetrics & DeadlineMetrics;
  lines: RecordingLogger['lines'];
  /** Last value of a gauge, by its name and labels: `parked x request`; sums of counters: `refused x not-found`. */
  values: Map<string, number>;
}

export function recordingTelemetry(): RecordingTelemetry {
  const logger = recordingLogger();
  const values = new Map<string, number>();
  return {
    logger,
    lines: logger.lines,
    values,
    metrics: {
      consumerLag: (consumer, name, events) => void values.set(`consumerLag ${consumer} ${name}`, events),
      parked: (consumer, name, streams) => void values.set(`parked ${consumer} ${name}`, streams),
      refused: (consumer, code) => {
        const key = `refused ${consumer} ${code}`;
        values.set(key, (values.get(key) ?? 0) + 1);
      },
      deadlineHandled: (name, secondsLate) => void values.set(`deadlineHandled ${name}`, secondsLate),
      deadlinesOverdue: (name, deadlines) => void values.set(`deadlinesOverdue ${name}`, deadlines),
    },
  };
}
