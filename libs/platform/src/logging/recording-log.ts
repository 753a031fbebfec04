import { Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';

/** A line as it was logged. */
interface RecordedLine {
  level: 'log' | 'warn' | 'error';
  message: unknown;
  /** Name of the logger that was used. */
  context: unknown;
}

/** Takes the place of the log in tests, and keeps what is logged through Nest's `Logger`. */
export class RecordingLog implements LoggerService {
  readonly lines: RecordedLine[] = [];

  /** From now on every `Logger` of this process writes to the returned log. */
  static install(): RecordingLog {
    const recording = new RecordingLog();
    Logger.overrideLogger(recording);
    return recording;
  }

  /** What was logged at a level, in order. */
  at(level: RecordedLine['level']): unknown[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  log(message: unknown, context?: unknown): void {
    this.lines.push({ level: 'log', message, context });
  }

  warn(message: unknown, context?: unknown): void {
    this.lines.push({ level: 'warn', message, context });
  }

  error(message: unknown, context?: unknown): void {
    this.lines.push({ level: 'error', message, context });
  }
}
