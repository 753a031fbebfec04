import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthIndicators } from '../health/health-indicators.js';
import { SERVICE } from '../service-options.js';
import type { ServiceOptions } from '../service-options.js';
import { natsOptions } from './nats-options.js';
import { NatsServer } from './nats-server.js';

/** Time for answers under way when the service stops; Nest always waits the whole of it. */
const GRACE_MS = 400;

/**
 * Adds the NATS side of a service: its operations in the queue group of its name, and its connection's state in
 * its health (dependency `rpc`). `app.startAllMicroservices()` starts it, and waits for NATS.
 */
export function addRpcServer(app: NestFastifyApplication): void {
  const { name, config } = app.get<ServiceOptions>(SERVICE);
  const server = app.connectMicroservice<MicroserviceOptions>(
    {
      strategy: new NatsServer({
        ...natsOptions(name, config),
        queue: name,
        gracefulShutdown: true,
        gracePeriod: GRACE_MS,
      }),
    },
    { inheritAppConfig: true },
  );
  let status = 'not connected yet';
  server.status.subscribe((next) => (status = next));
  app
    .get(HealthIndicators)
    .register('rpc', () => Promise.resolve({ up: status === 'connected', detail: status }));
}
