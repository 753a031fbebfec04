import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PlatformConfig } from '../config/base.config.js';
import { createLogger } from '../logging/logger.js';
import { ReadyAnnouncer } from './announce-ready.js';
import { endOnSignals } from './end-on-signals.js';
import { createHttpApp } from './http-app.js';
import type { HttpAppOptions } from './http-app.js';
import { startingServer } from './starting-server.js';

/** Additions of an app to the common start. */
export interface AppOptions extends HttpAppOptions {
  /** Called with the application before it is initialised: plugins, microservices. */
  configure?: (app: NestFastifyApplication) => void | Promise<void>;
  /** Called as soon as the application exists, so that it can be ended while it starts. */
  onCreated?: (app: NestFastifyApplication) => void;
}

/**
 * Starts an app and resolves when it serves; the caller ends it with `close()`. The probes are answered on
 * the HTTP port at once, also while dependencies are awaited. The module must import `PlatformModule.forService`.
 */
export async function startApp(
  module: Type | DynamicModule,
  config: PlatformConfig,
  options: AppOptions = {},
): Promise<NestFastifyApplication> {
  const standIn = await startingServer(config.HTTP_HOST, config.HTTP_PORT);
  const app = await createHttpApp(module, config, options);
  options.onCreated?.(app);
  await options.configure?.(app);
  await app.init();
  await standIn.close();
  await app.listen(standIn.port, config.HTTP_HOST);
  await app.startAllMicroservices();
  void app.get(ReadyAnnouncer).announce(`http://${config.HTTP_HOST}:${standIn.port}`);
  return app;
}

/**
 * `startApp` as a whole process: SIGTERM and SIGINT end it within five seconds; when it cannot start, one log line
 * says why and it exits with 1.
 */
export async function runApp(
  module: Type | DynamicModule,
  config: PlatformConfig,
  options: AppOptions = {},
): Promise<void> {
  const onCreated = endOnSignals();
  try {
    await startApp(module, config, { onCreated, ...options });
  } catch (error) {
    createLogger({ name: 'start', level: 'fatal' }).fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}
