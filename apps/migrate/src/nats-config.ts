import { z } from 'zod';
import { natsUsers, renderNatsConfig } from '@countersign/mirror';
import type { NatsUser } from '@countersign/mirror';

type PasswordSetting = `NATS_PASSWORD_${string}`;

/** `NATS_PASSWORD_REQUEST_RELAY` */
const settingOf = (user: NatsUser): PasswordSetting =>
  `NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`;

const file = z.string().min(1).optional();

/** Every setting of `nats-config`, which writes the configuration of nats-server. */
export const natsServerConfig = z
  .object({
    ...(Object.fromEntries(
      natsUsers.map((user) => [
        settingOf(user),
        z.string().min(1).describe(`Password of the NATS user ${user}; any text without control characters.`),
      ]),
    ) as Record<PasswordSetting, z.ZodString>),
    NATS_LISTEN: z.string().min(1).default('0.0.0.0:4222').describe('Address on which nats-server listens.'),
    NATS_MONITORING: z
      .string()
      .min(1)
      .optional()
      .describe('Address of the monitoring endpoint of nats-server; without it there is none.'),
    NATS_STORE_DIR: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder in which nats-server keeps the mirrors; if not set, give it on the command line of nats-server (-sd), which refuses both.',
      ),
    NATS_MAX_FILE_STORE: z
      .string()
      .regex(/^[1-9]\d*([KMGT]i?B?)?$/, 'must be a number of bytes, or one with a unit, such as 20GB')
      .optional()
      .describe(
        'The most that the mirrors may take on disk; without it, nats-server takes up to three quarters of the disk.',
      ),
    NATS_TLS_CERT: file.describe('Certificate of nats-server (PEM); with it, clients must connect with TLS.'),
    NATS_TLS_KEY: file.describe('Its private key (PEM).'),
    NATS_TLS_CLIENT_CA: file.describe(
      'Certificates of the authority of clients (PEM); with it, clients must present a certificate.',
    ),
  })
  .superRefine(({ NATS_TLS_CERT, NATS_TLS_KEY, NATS_TLS_CLIENT_CA }, context) => {
    const complete = (NATS_TLS_CERT === undefined) === (NATS_TLS_KEY === undefined);
    if (!complete || (NATS_TLS_CLIENT_CA !== undefined && NATS_TLS_CERT === undefined))
      context.addIssue({
        code: 'custom',
        path: ['NATS_TLS_CERT'],
        message: 'NATS_TLS_CERT and NATS_TLS_KEY go together, and NATS_TLS_CLIENT_CA needs both',
      });
  });
export type NatsServerConfig = z.output<typeof natsServerConfig>;

/**
 * The configuration of nats-server with every account, user and permission. It contains the passwords.
 * @throws UnusableText if nats-server would not read a text as it is
 */
export function natsConfig(config: NatsServerConfig): string {
  const given: Record<string, string | undefined> = config;
  const passwords = Object.fromEntries(natsUsers.map((user) => [user, given[settingOf(user)]]));
  return renderNatsConfig({
    listen: config.NATS_LISTEN,
    http: config.NATS_MONITORING,
    storeDir: config.NATS_STORE_DIR,
    maxFileStore: config.NATS_MAX_FILE_STORE,
    tls: tlsOf(config),
    passwords: passwords as Record<NatsUser, string>,
  });
}

function tlsOf({ NATS_TLS_CERT, NATS_TLS_KEY, NATS_TLS_CLIENT_CA }: NatsServerConfig) {
  if (NATS_TLS_CERT === undefined || NATS_TLS_KEY === undefined) return undefined;
  return { certificate: NATS_TLS_CERT, key: NATS_TLS_KEY, clientAuthority: NATS_TLS_CLIENT_CA };
}
