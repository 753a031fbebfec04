import { Logger } from '@nestjs/common';
import { CALL_SECONDS } from '@countersign/platform';
import type { Metrics } from '@countersign/platform';
import type { ConsumerMetrics, DeadlineMetrics } from '@countersign/consumers';
import type { RelayMetrics } from '@countersign/mirror';
import type { ServiceLogger } from '@countersign/postgres';

/** Logger and metrics of a service's relay, consumers and deadlines. */
export interface Telemetry {
  logger: ServiceLogger;
  metrics: RelayMetrics & ConsumerMetrics & DeadlineMetrics;
}

/** Buckets up to hours, because a deadline may pass while no instance runs. */
const LATENESS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** The logger and metrics that the libraries need, built from the platform's. */
export function platformTelemetry(metrics: Metrics): Telemetry {
  return { logger: nestLogger(), metrics: messagingMetrics(metrics) };
}

function messagingMetrics(metrics: Metrics): Telemetry['metrics'] {
  const relayLag = metrics.gauge('countersign_relay_lag_events', 'Events of a log not yet on its mirror.', [
    'log',
  ]);
  const strays = metrics.counter(
    'countersign_mirror_strays_total',
    'Messages in a mirror that its relay did not publish.',
    ['log'],
  );
  const recreated = metrics.counter(
    'countersign_mirror_recreated_total',
    'Recreations of a mirror by its relay, by reason: strays, lost-messages, operator.',
    ['log', 'reason'],
  );
  const consumerLag = metrics.gauge(
    'countersign_projection_lag_events',
    'Events that a consumer has not handled yet.',
    ['consumer', 'log'],
  );
  const parked = metrics.gauge(
    'countersign_parked_streams',
    'Streams that a consumer has parked after a failure.',
    ['consumer', 'log'],
  );
  const refusals = metrics.counter(
    'countersign_consumer_refusals_total',
    'Commands of process managers that the domain refused.',
    ['consumer', 'code'],
  );
  const lateness = metrics.histogram(
    'countersign_deadline_lateness_seconds',
    'Time from a deadline until its effect was recorded.',
    LATENESS_SECONDS,
    ['log'],
  );
  const overdue = metrics.gauge('countersign_deadlines_overdue', 'Deadlines that could not be handled yet.', [
    'log',
  ]);
  return {
    relayLag: (log, events) => relayLag.set({ log }, events),
    mirrorStrays: (log, messages) => strays.inc({ log }, messages),
    mirrorRecreated: (log, reason) => recreated.inc({ log, reason }),
    consumerLag: (consumer, log, events) => consumerLag.set({ consumer, log }, events),
    parked: (consumer, log, streams) => parked.set({ consumer, log }, streams),
    refused: (consumer, code) => refusals.inc({ consumer, code }),
    deadlineHandled: (log, secondsLate) => lateness.observe({ log }, secondsLate),
    deadlinesOverdue: (log, deadlines) => overdue.set({ log }, deadlines),
  };
}

/** Measures the appends of a log. @returns the `batch` of the log's metrics */
export function appendMetrics(metrics: Metrics): (size: number, seconds: number) => void {
  const sizes = metrics.histogram(
    'countersign_append_batch_size',
    'Commands appended in one call.',
    BATCH_SIZES,
  );
  const times = metrics.histogram('countersign_append_seconds', 'Time of one append call.', CALL_SECONDS);
  return (size, seconds) => {
    sizes.observe(size);
    times.observe(seconds);
  };
}

function nestLogger(): ServiceLogger {
  const logger = new Logger('service');
  return {
    info: (msg, fields) => logger.log({ msg, ...fields }),
    warn: (msg, fields) => logger.warn({ msg, ...fields }),
    error: (msg, fields) => logger.error({ msg, ...fields }),
  };
}
