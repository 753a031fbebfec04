import { Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';

/** State of one dependency. `detail` is for operators and may be public: no addresses, no secrets. */
export interface Health {
  up: boolean;
  detail?: string;
}

/** State of the service: ready when every required dependency is up and it is not shutting down. */
export interface Readiness {
  status: 'ready' | 'not-ready';
  dependencies: Record<string, Health>;
}

interface Indicator {
  check: () => Promise<Health>;
  required: boolean;
  lastUp?: boolean;
}

const CHECK_TIMEOUT_MS = 2_000;

/** The dependencies of a service, checked at every probe; concurrent probes share one round of checks. */
export class HealthIndicators implements BeforeApplicationShutdown {
  private readonly logger = new Logger('health');
  private readonly indicators = new Map<string, Indicator>();
  private running: Promise<Readiness> | undefined;
  private stopping = false;

  /**
   * Adds a dependency, or replaces the dependency of that name. A check that throws or takes over 2 s counts as down.
   * @param options.required - false: reported, but the service is ready without it (default true)
   */
  register(name: string, check: () => Promise<Health>, options: { required?: boolean } = {}): void {
    this.indicators.set(name, { check, required: options.required ?? true });
  }

  readiness(): Promise<Readiness> {
    this.running ??= this.check().finally(() => (this.running = undefined));
    return this.running;
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  private async check(): Promise<Readiness> {
    const indicators = [...this.indicators];
    const states = await Promise.all(indicators.map(([name, indicator]) => this.healthOf(name, indicator)));
    const ready = indicators.every(([, { required }], i) => !required || states[i]?.up);
    return {
      status: ready && !this.stopping ? 'ready' : 'not-ready',
      dependencies: Object.fromEntries(indicators.map(([name], i) => [name, states[i] as Health])),
    };
  }

  private async healthOf(name: string, indicator: Indicator): Promise<Health> {
    const health = await withTimeout(indicator.check).catch((error: unknown) => {
      if (indicator.lastUp !== false)
        this.logger.warn({ msg: 'health check failed', dependency: name, err: error });
      return { up: false, detail: error instanceof CheckTimeout ? error.message : 'the check failed' };
    });
    if (indicator.lastUp !== health.up)
      this.logger.log({ msg: 'dependency changed', dependency: name, ...health });
    indicator.lastUp = health.up;
    return health;
  }
}

class CheckTimeout extends Error {}

/** The check's answer, or a failure after 2 s, so that a hanging dependency does not hang the probe. */
async function withTimeout(check: () => Promise<Health>): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new CheckTimeout(`no answer within ${CHECK_TIMEOUT_MS / 1000} s`)),
      CHECK_TIMEOUT_MS,
    );
  });
  return Promise.race([check(), late]).finally(() => clearTimeout(timer));
}
