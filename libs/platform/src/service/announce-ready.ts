import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { HealthIndicators } from '../health/health-indicators.js';

const EVERY_MS = 200;

/** Writes the log line `ready` once everything the service depends on is up. */
@Injectable()
export class ReadyAnnouncer implements BeforeApplicationShutdown {
  readonly #logger = new Logger('service');
  #stopped = false;

  constructor(private readonly health: HealthIndicators) {}

  /** @param address - of the HTTP port, for the line */
  async announce(address: string): Promise<void> {
    while (!this.#stopped) {
      const { status } = await this.health.readiness();
      if (status === 'ready') break;
      await sleep(EVERY_MS);
    }
    if (!this.#stopped) this.#logger.log({ msg: 'ready', address });
  }

  beforeApplicationShutdown(): void {
    this.#stopped = true;
  }
}
