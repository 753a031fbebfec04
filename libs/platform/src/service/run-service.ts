import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PlatformConfig } from '../config/base.config.js';
import { addRpcServer } from './rpc-server.js';
import { runApp, startApp } from './run-app.js';

/**
 * A service as a process: HTTP for health and metrics first, then its operations on NATS.
 * The module must import `PlatformModule.forService`. See `runApp` for how it ends.
 */
export function runService(module: Type | DynamicModule, config: PlatformConfig): Promise<void> {
  return runApp(module, config, { configure: addRpcServer });
}

/** The same within a process that goes on: a test, or several services in one. Ends with `close()`. */
export function startService(
  module: Type | DynamicModule,
  config: PlatformConfig,
): Promise<NestFastifyApplication> {
  return startApp(module, config, { configure: addRpcServer });
}
