import type { DestinationStream } from 'pino';
import type { PlatformConfig } from './config/base.config.js';

/** Which service this is, and its settings. */
export interface ServiceOptions {
  /** Lower case: `request`. Queue group, inbox prefix, label of metrics and log lines. */
  name: string;
  config: PlatformConfig;
  /** Where log lines go; stdout unless a test wants to read them. */
  logTo?: DestinationStream;
}

/** Injection token of the ServiceOptions. */
export const SERVICE = Symbol('ServiceOptions');
