import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { LogTampered, Unavailable } from '@countersign/contracts';
import { PostgresEventLog } from '@countersign/event-log';
import { CommandGate } from '@countersign/mirror';
import { HealthIndicators, Metrics } from '@countersign/platform';
import type { Health } from '@countersign/platform';
import { ContinuousCheck } from '@countersign/stored-log';
import type { Telemetry } from './telemetry.js';
import { TELEMETRY } from './tokens.js';

/** How long an event can decide about something open, in days, or null (`LogOptions`). */
export const OPEN_FOR_DAYS = Symbol('OpenForDays');

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is wrong with a log. */
interface Damage {
  position: number;
  detail: string;
}

/**
 * Compares the service's log with what was hashed, from start to shutdown. The service takes no commands before the part
 * that matters has been compared, nor once the comparison or a read has found something that is not what was recorded.
 * That lasts until the service is started again: a change that was undone meanwhile may have had its effect.
 */
@Injectable()
export class LogCheckHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly check: ContinuousCheck;
  private readonly metrics: ReturnType<typeof checkMetrics>;
  private damage: Damage | undefined;

  constructor(
    private readonly log: PostgresEventLog,
    private readonly gate: CommandGate,
    @Inject(OPEN_FOR_DAYS) openForDays: number | null,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
    metrics: Metrics,
    health: HealthIndicators,
  ) {
    const { name } = log;
    const { logger } = telemetry;
    this.metrics = checkMetrics(metrics);
    this.metrics.differs.set({ log: name }, 0);
    this.check = new ContinuousCheck({
      log: log.rows,
      openForMs: openForDays === null ? null : openForDays * DAY_MS,
      onCompared: () => gate.clear('comparison'),
      onFinding: (finding) => this.refuse(finding),
      onPass: ({ position, at }) => {
        this.metrics.position.set({ log: name }, position);
        this.metrics.time.set({ log: name }, at.getTime() / 1000);
      },
      onFailure: (message, err) => logger.warn(`The ${name} log could not be compared: ${message}`, { err }),
    });
    gate.obstruct('comparison', () => new Unavailable(`The ${name} log`, 'log-unchecked'));
    log.onDamaged((damage) => this.refuse(damage));
    health.register('log', () => Promise.resolve(this.health()));
  }

  onApplicationBootstrap(): void {
    this.check.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.check.stop();
  }

  private refuse({ position, detail }: Damage): void {
    if (this.damage) return;
    const { name } = this.log;
    this.damage = { position, detail };
    this.gate.clear('comparison');
    this.gate.obstruct('tampered', () => new LogTampered(name, position));
    this.metrics.differs.set({ log: name }, 1);
    this.telemetry.logger.error(
      `THE ${name.toUpperCase()} LOG IS NOT WHAT WAS RECORDED: position ${position}: ${detail}. ` +
        'Commands are refused until an operator has put the log right and started the service again.',
    );
  }

  private health(): Health {
    const { name } = this.log;
    const { damage, check } = this;
    if (damage)
      return {
        up: false,
        detail: `the ${name} log was changed at position ${damage.position}: ${damage.detail}`,
      };
    const { lastPass, progress } = check;
    const reached = progress ? `, down to position ${progress.position} of ${progress.of}` : '';
    if (!check.isCompared)
      return { up: false, detail: `the newest events of the ${name} log are being compared${reached}` };
    if (!lastPass) return { up: true, detail: `older events are being compared${reached}` };
    return {
      up: true,
      detail: `compared up to position ${lastPass.position} at ${lastPass.at.toISOString()}`,
    };
  }
}

function checkMetrics(metrics: Metrics) {
  return {
    position: metrics.gauge(
      'countersign_log_compared_position',
      'Position up to which the last complete comparison found the log to be what was recorded.',
      ['log'],
    ),
    time: metrics.gauge(
      'countersign_log_compared_timestamp_seconds',
      'When the last complete comparison of the log ended, in seconds since 1970.',
      ['log'],
    ),
    differs: metrics.gauge(
      'countersign_log_differs',
      '1 once a comparison or a read has found that the log is not what was recorded, otherwise 0.',
      ['log'],
    ),
  };
}
