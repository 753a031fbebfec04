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

const TIMEOUT_MS = 2_000;

/** What a service depends on, asked anew at every probe; probes at the same time share one round of checks. */
export class HealthIndicators implements BeforeApplicationShutdown {
  readonly #logger = new Logger('health');
  readonly #indicators = new Map<string, Indicator>();
  #running: Promise<Readiness> | undefined;
  #stopping = false;

  /**
   * Adds a dependency, or replaces the one of that name. A check that throws or takes over 2 s counts as down.
   * @param options.required - false: shown, but the service is ready without it (default true)
   */
  register(name: string, check: () => Promise<Health>, options: { required?: boolean } = {}): void {
    this.#indicators.set(name, { check, required: options.required ?? true });
  }

  /** Asks every dependency. */
  readiness(): Promise<Readiness> {
    this.#running ??= this.#ask().finally(() => (this.#running = undefined));
    return this.#running;
  }

  beforeApplicationShutdown(): void {
    this.#stopping = true;
  }

  async #ask(): Promise<Readiness> {
    const indicators = [...this.#indicators];
    const states = await Promise.all(indicators.map(([name, indicator]) => this.#state(name, indicator)));
    const ready = indicators.every(([, { required }], i) => !required || states[i]?.up);
    return {
      status: ready && !this.#stopping ? 'ready' : 'not-ready',
      dependencies: Object.fromEntries(indicators.map(([name], i) => [name, states[i] as Health])),
    };
  }

  async #state(name: string, indicator: Indicator): Promise<Health> {
    const health = await withTimeout(indicator.check).catch((error: unknown) => {
      if (indicator.lastUp !== false)
        this.#logger.warn({ msg: 'health check failed', dependency: name, err: error });
      return { up: false, detail: error instanceof CheckTimeout ? error.message : 'the check failed' };
    });
    if (indicator.lastUp !== health.up)
      this.#logger.log({ msg: 'dependency changed', dependency: name, ...health });
    indicator.lastUp = health.up;
    return health;
  }
}

class CheckTimeout extends Error {}

/** The check's answer, or a failure after 2 s: a hanging dependency must not hang the probe. */
async function withTimeout(check: () => Promise<Health>): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CheckTimeout(`no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
  });
  return Promise.race([check(), late]).finally(() => clearTimeout(timer));
}
