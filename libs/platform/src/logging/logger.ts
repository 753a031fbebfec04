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

const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/** nestjs-pino on that logger: one line for each HTTP request (probes apart), without headers or query. */
export function nestPino(logger: Logger): Params {
  return {
    forRoutes: ['*path'],
    pinoHttp: {
      logger,
      quietReqLogger: true,
      quietResLogger: true,
      autoLogging: { ignore: ({ url }) => PROBES.has(pathOf(url)) },
      serializers: {
        req: ({ method, url }: { method: string; url?: string }) => ({ method, path: pathOf(url) }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
    },
  };
}

/** Queries hold what people search for, and now and then a token: they are not logged. */
function pathOf(url = ''): string {
  return url.split('?', 1)[0] ?? '';
}
