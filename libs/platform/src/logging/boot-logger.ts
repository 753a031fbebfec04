import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own lines while the application, and with it nestjs-pino, does not exist yet: JSON like all others. */
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
