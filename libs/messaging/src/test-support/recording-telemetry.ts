import type { Telemetry } from '../ports.js';

/** Telemetry that remembers. */
export interface RecordingTelemetry extends Telemetry {
  lines: { level: 'info' | 'warn' | 'error'; message: string }[];
  /** Last value of a gauge, by its name and labels: `relayLag request`; sums of counters: `refused x not-found`. */
  values: Map<string, number>;
}

export function recordingTelemetry(): RecordingTelemetry {
  const lines: RecordingTelemetry['lines'] = [];
  const values = new Map<string, number>();
  const log = (level: 'info' | 'warn' | 'error') => (message: string) => void lines.push({ level, message });
  return {
    lines,
    values,
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    metrics: {
      relayLag: (name, events) => void values.set(`relayLag ${name}`, events),
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
