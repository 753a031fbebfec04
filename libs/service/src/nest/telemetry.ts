import { Logger } from '@nestjs/common';
import type { Metrics } from '@countersign/platform';
import type { ConsumerMetrics, DeadlineMetrics } from '@countersign/consumers';
import type { RelayMetrics } from '@countersign/mirror';
import type { ServiceLogger } from '@countersign/postgres';

/** Logger and metrics of a service's relay, consumers and deadlines. */
export interface Telemetry {
  logger: ServiceLogger;
  metrics: RelayMetrics & ConsumerMetrics & DeadlineMetrics;
}

/** Telemetry that ends in the platform's logger and metrics. */
export function platformTelemetry(metrics: Metrics): Telemetry {
  const refusals = metrics.counter(
    'countersign_consumer_refusals_total',
    'Commands of process managers that the domain refused.',
    ['consumer', 'code'],
  );
  return {
    logger: nestLogger(),
    metrics: {
      relayLag: (log, events) => metrics.relayLag(log, events),
      consumerLag: (consumer, log, events) => metrics.consumerLag(consumer, log, events),
      parked: (consumer, log, streams) => metrics.parked(consumer, log, streams),
      refused: (consumer, code) => refusals.inc({ consumer, code }),
      deadlineHandled: (log, secondsLate) => metrics.deadlineHandled(log, secondsLate),
      deadlinesOverdue: (log, deadlines) => metrics.deadlinesOverdue(log, deadlines),
    },
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
