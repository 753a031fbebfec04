import { z } from 'zod';

/** Every setting of `npm start`. Settings of the services can be given too, and are passed on to them. */
export const standaloneConfig = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(8080).describe('Port of the API and the console.'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; 0.0.0.0 for every address of this machine.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Origin under which browsers reach the gateway, if it is not http://127.0.0.1:PORT.'),
  DATA_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of data, secrets and logs; the default is .countersign in the clone.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Lowest level of lines in the log files.'),
});
export type StandaloneConfig = z.output<typeof standaloneConfig>;
