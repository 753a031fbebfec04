import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { HealthIndicators } from '../health/health-indicators.js';

const POLL_MS = 200;

/** Writes the log line `ready` once everything the service depends on is up. */
@Injectable()
export class ReadyAnnouncer implements BeforeApplicationShutdown {
  private readonly logger = new Logger('service');
  private stopped = false;

  constructor(private readonly health: HealthIndicators) {}

  /** @param address - of the HTTP port, for the line */
  async announce(address: string): Promise<void> {
    while (!this.stopped) {
      const { status } = await this.health.readiness();
      if (status === 'ready') break;
      await sleep(POLL_MS);
    }
    if (!this.stopped) this.logger.log({ msg: 'ready', address });
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
  }
}
