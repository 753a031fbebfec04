import { pino } from 'pino';
import type { DestinationStream, Level, Logger } from 'pino';
import type { Params } from 'nestjs-pino';
import { redact } from './redact.js';
import { currentTrace } from './trace.js';

/** How a process logs: JSON lines on stdout unless told otherwise. */
export interface LogOptions {
  name: string;
  level: Level | 'silent';
  destination?: DestinationStream | undefined;
}

/** JSON lines with the trace of the work under way, secrets taken out. */
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

/** The process's logger, where Nest makes what needs it. */
export const PINO = Symbol('pino');

/** nestjs-pino on that logger, for what is logged through Nest. HTTP requests are logged by `followRequests`. */
export function nestPino(logger: Logger): Params {
  return { forRoutes: [], pinoHttp: { logger } };
}
