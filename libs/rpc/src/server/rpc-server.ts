import type { DynamicModule, Type } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { ServerNats } from '@nestjs/microservices';
import type { MicroserviceOptions, MessageHandler, NatsContext } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthIndicators, Metrics, PINO, runApp, SERVICE, startApp } from '@countersign/platform';
import type { PlatformConfig, ServiceOptions } from '@countersign/platform';
import { TurnBatch } from '@countersign/timing';
import { natsOptions } from '../nats-options.js';
import { callHook } from './call.hook.js';

/** Time to finish pending answers when the service stops; Nest always waits all of it. */
const GRACE_MS = 400;

/**
 * Adds the NATS side of a service: its operations in the queue group of its name, the hook that every call goes through,
 * and the state of its connection in its health (dependency `rpc`). `app.startAllMicroservices()` starts it, and waits
 * for NATS.
 */
export function addRpcServer(app: NestFastifyApplication): void {
  const { name, config } = app.get<ServiceOptions>(SERVICE);
  // Nest reads the hooks when the microservice is connected.
  app.get(ApplicationConfig).registerPreRequestHook(callHook(app.get(Metrics), app.get(PINO)));
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

/**
 * A service as a process: HTTP for health and metrics first, then its operations on NATS.
 * The module must import `PlatformModule.forService`. See `runApp` for how it ends.
 */
export function runService(module: Type | DynamicModule, config: PlatformConfig): Promise<void> {
  return runApp(module, config, { configure: addRpcServer });
}

/** `runService` within a longer-lived process: a test, or several services in one. End it with `close()`. */
export function startService(
  module: Type | DynamicModule,
  config: PlatformConfig,
): Promise<NestFastifyApplication> {
  return startApp(module, config, { configure: addRpcServer });
}

type Publisher = ReturnType<ServerNats['getPublisher']>;

/**
 * Nest's NATS server, but sends the answers that are ready in the same turn of the event loop in one write. Commands
 * that were committed together are answered together, and one write per answer cost more than creating it.
 */
class NatsServer extends ServerNats {
  private readonly answers = new TurnBatch<() => void>((answers) =>
    answers.forEach((answer) => this.publish(answer)),
  );

  /** The subject is the pattern. Nest's method first tries to parse it as JSON, which fails for every message. */
  override getHandlerByPattern(subject: string): MessageHandler | null {
    return this.messageHandlers.get(subject) ?? null;
  }

  override getPublisher(message: unknown, id: string, context: NatsContext): Publisher {
    const send = super.getPublisher(message, id, context);
    return (response: unknown) => this.answers.add(() => void send(response));
  }

  /** An answer that cannot be sent (too large, connection gone) must not affect the others. */
  private publish(answer: () => void): void {
    try {
      answer();
    } catch (error) {
      this.logger.error({ msg: 'an answer could not be sent', err: error });
    }
  }
}
