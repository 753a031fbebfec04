import { performance } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { LogName } from '@countersign/contracts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Late is what came while nobody was there: hours. */
const LATENESS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600];
/** Parts of prom-client's histogram of the event loop's delay. */
const DELAYS = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'];
/** The longest that a timer can wait. */
const NEVER_MS = 2 ** 31 - 1;
const BATCH = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/**
 * What a service counts and measures, on its own registry (several services may share one process in a test).
 * The methods fit the ports of the log and the consumers, so that those need not know prom-client.
 */
export class Metrics {
  readonly registry = new Registry();

  readonly #command = this.#histogram(
    'countersign_command_seconds',
    'Time to answer an operation.',
    SECONDS,
    ['operation', 'code'],
  );
  readonly #batchSize = this.#histogram(
    'countersign_append_batch_size',
    'Commands appended in one call.',
    BATCH,
  );
  readonly #append = this.#histogram('countersign_append_seconds', 'Time of one append call.', SECONDS);
  readonly #relayLag = this.#gauge('countersign_relay_lag_events', 'Events of a log not yet on its mirror.', [
    'log',
  ]);
  readonly #consumerLag = this.#gauge(
    'countersign_projection_lag_events',
    'Events a consumer has not handled yet.',
    ['consumer', 'log'],
  );
  readonly #parked = this.#gauge(
    'countersign_parked_streams',
    'Streams a consumer has set aside after a failure.',
    ['consumer', 'log'],
  );
  readonly #lateness = this.#histogram(
    'countersign_deadline_lateness_seconds',
    'Time from a deadline until what it asks for was on record.',
    LATENESS,
    ['log'],
  );
  readonly #overdue = this.#gauge(
    'countersign_deadlines_overdue',
    'Deadlines that have come and could not be handled yet.',
    ['log'],
  );

  readonly #checkpointWaiting = this.#gauge(
    'countersign_checkpoint_waiting_seconds',
    'How long no checkpoint of the logs could be taken; 0 while all is well.',
    [],
  );

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    this.#ofProcess();
  }

  /** One answered operation; `code` is `ok` or the code of the refusal. */
  command(operation: string, code: string, seconds: number): void {
    this.#command.observe({ operation, code }, seconds);
  }

  /** One call that appended a batch of commands. */
  appendBatch(size: number, seconds: number): void {
    this.#batchSize.observe(size);
    this.#append.observe(seconds);
  }

  relayLag(log: LogName, events: number): void {
    this.#relayLag.set({ log }, events);
  }

  consumerLag(consumer: string, log: LogName, events: number): void {
    this.#consumerLag.set({ consumer, log }, events);
  }

  parked(consumer: string, log: LogName, streams: number): void {
    this.#parked.set({ consumer, log }, streams);
  }

  deadlineHandled(log: LogName, secondsLate: number): void {
    this.#lateness.observe({ log }, secondsLate);
  }

  deadlinesOverdue(log: LogName, deadlines: number): void {
    this.#overdue.set({ log }, deadlines);
  }

  checkpointWaiting(seconds: number): void {
    this.#checkpointWaiting.set(seconds);
  }

  /** A further counter of the service's own; `countersign_…_total`. */
  counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A further gauge of the service's own. */
  gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return this.#gauge(name, help, labelNames);
  }

  /** Everything in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /**
   * prom-client's, but for the histogram of the event loop's delay: its timer wakes an idle process a hundred times a
   * second. How busy the loop has been says the same, and costs nothing.
   */
  #ofProcess(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: NEVER_MS });
    for (const name of DELAYS) this.registry.removeSingleMetric(`nodejs_eventloop_lag_${name}_seconds`);
    let last = performance.eventLoopUtilization();
    new Gauge({
      name: 'nodejs_eventloop_utilization_ratio',
      help: 'Share of the time since the last look in which the event loop was busy.',
      registers: [this.registry],
      collect() {
        const now = performance.eventLoopUtilization();
        this.set(performance.eventLoopUtilization(now, last).utilization);
        last = now;
      },
    });
  }

  #histogram<Label extends string>(name: string, help: string, buckets: number[], labelNames: Label[] = []) {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: Label[]) {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
