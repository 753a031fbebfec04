import { pino } from 'pino';
import type { DestinationStream, Level, Logger } from 'pino';
import type { Params } from 'nestjs-pino';
import type { LoggerService } from '@nestjs/common';
import { redact } from './redact.js';
import { currentTrace } from './trace.js';

/** How a process logs; by default JSON lines on stdout. */
export interface LogOptions {
  name: string;
  level: Level | 'silent';
  destination?: DestinationStream | undefined;
}

/** A logger of JSON lines, with the trace of the current work and without secrets. */
export function createLogger({ name, level, destination }: LogOptions): Logger {
  return pino(
    {
      name,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...currentTrace() }),
      hooks: { streamWrite: redact },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/** Injection token of the process's logger. */
export const PINO = Symbol('pino');

/** Options of nestjs-pino for lines logged through Nest. HTTP requests are logged by `followRequests`. */
export function nestPino(logger: Logger): Params {
  return { forRoutes: [], pinoHttp: { logger } };
}

/** Logs Nest's own lines as JSON before the application, and with it nestjs-pino, exists. */
export class BootLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug({ said: message }, 'starting');
  }

  warn(message: unknown): void {
    this.logger.warn({ said: message }, 'starting');
  }

  error(message: unknown): void {
    this.logger.error(message instanceof Error ? { err: message } : { said: message }, 'starting');
  }
}
