import { performance } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Buckets for the time of a call, in seconds. */
export const CALL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Statistics of prom-client's histogram of the event loop's delay. */
const DELAY_STATISTICS = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'];
/** The longest delay of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The metrics of a service, on its own registry, because several services may share one process in a test. The owner
 * of a metric creates it with `counter`, `gauge` or `histogram`, so that only the platform knows prom-client.
 */
export class Metrics {
  readonly registry = new Registry();

  private readonly commandSeconds = this.histogram(
    'countersign_command_seconds',
    'Time to answer an operation.',
    CALL_SECONDS,
    ['operation', 'code'],
  );

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    this.addProcessMetrics();
  }

  /** Records an answered operation; `code` is `ok` or the code of the refusal. */
  command(operation: string, code: string, seconds: number): void {
    this.commandSeconds.observe({ operation, code }, seconds);
  }

  /** Creates a counter; its name is `countersign_…_total`. @throws Error when the name is taken */
  counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** Creates a gauge. @throws Error when the name is taken */
  gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** Creates a histogram. @throws Error when the name is taken */
  histogram<Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[] = [],
  ): Histogram<Label> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }

  /** All metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /**
   * Adds prom-client's default metrics, without the histogram of the event loop's delay, whose timer wakes an idle
   * process a hundred times per second. The utilization of the event loop says the same at no cost.
   */
  private addProcessMetrics(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: MAX_TIMER_MS });
    for (const name of DELAY_STATISTICS)
      this.registry.removeSingleMetric(`nodejs_eventloop_lag_${name}_seconds`);
    let last = performance.eventLoopUtilization();
    new Gauge({
      name: 'nodejs_eventloop_utilization_ratio',
      help: 'Share of the time since the last scrape in which the event loop was busy.',
      registers: [this.registry],
      collect() {
        const now = performance.eventLoopUtilization();
        this.set(performance.eventLoopUtilization(now, last).utilization);
        last = now;
      },
    });
  }
}
