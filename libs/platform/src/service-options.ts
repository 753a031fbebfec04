import type { DestinationStream } from 'pino';
import type { PlatformConfig } from './config/base.config.js';

/** The name and settings of a service. */
export interface ServiceOptions {
  /** Lower case: `request`. Queue group, inbox prefix, label of metrics and log lines. */
  name: string;
  config: PlatformConfig;
  /** The destination of log lines, for tests; by default stdout. */
  logTo?: DestinationStream;
}

/** Injection token of the ServiceOptions. */
export const SERVICE = Symbol('ServiceOptions');

/** Injection token of `AcceptedNames`, which names the installation accepts: the setting `NAMES`. */
export const ACCEPTED_NAMES = Symbol('AcceptedNames');
