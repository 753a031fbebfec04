import type { ServiceLogger } from '../service-logger.js';

export interface RecordingLogger extends ServiceLogger {
  lines: { level: 'info' | 'warn' | 'error'; message: string }[];
}

/** A logger that remembers its lines. */
export function recordingLogger(): RecordingLogger {
  const lines: RecordingLogger['lines'] = [];
  const log = (level: 'info' | 'warn' | 'error') => (message: string) => void lines.push({ level, message });
  return { lines, info: log('info'), warn: log('warn'), error: log('error') };
}
