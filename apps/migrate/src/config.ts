import { z } from 'zod';
import { logNames } from '@countersign/contracts';
import { platformConfig } from '@countersign/platform';
import { ticketKeySecret } from '@countersign/request-server';

/** The services that have a database role. */
export const databaseServices = [...logNames, 'reporting'] as const;
export type DatabaseService = (typeof databaseServices)[number];

const password = (service: DatabaseService, more = '') =>
  z
    .string()
    .min(8)
    .optional()
    .describe(
      `Password that the role countersign_${service} is given; if not set, the role must exist and keeps its password.${more}`,
    );

/** Every setting of the migrate step. */
export const migrateConfig = z.object({
  MIGRATE_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('Connection to PostgreSQL as an administrator who may create roles and schemas.'),
  DATABASE_PASSWORD_POLICY: password('policy'),
  DATABASE_PASSWORD_REQUEST: password('request'),
  DATABASE_PASSWORD_APPROVAL: password('approval'),
  DATABASE_PASSWORD_REPORTING: password('reporting', ' personal-data signs in with it.'),
  DATABASE_PASSWORD_VERIFIER: z
    .string()
    .min(8)
    .optional()
    .describe(
      'Password that the role countersign_verifier is given, with which `countersign audit verify --database` reads the logs; if not set, a new role cannot sign in, and an existing role keeps its password.',
    ),
  TICKET_KEY_SECRET: ticketKeySecret
    .optional()
    .describe('The same secret as at the request service; only rotate-keys needs it.'),
  NATS_URL: platformConfig.shape.NATS_URL,
  NATS_USER: z.string().default('admin').describe('NATS user of the operator.'),
  NATS_PASSWORD: platformConfig.shape.NATS_PASSWORD,
});
export type MigrateConfig = z.output<typeof migrateConfig>;

export const roleOf = (service: DatabaseService): string => `countersign_${service}`;

/** The role that may compare the logs with what was hashed, and nothing else. */
export const VERIFIER_ROLE = 'countersign_verifier';

/** The password to give a service's role, if any. */
export function passwordOf(config: MigrateConfig, service: DatabaseService): string | undefined {
  switch (service) {
    case 'policy':
      return config.DATABASE_PASSWORD_POLICY;
    case 'request':
      return config.DATABASE_PASSWORD_REQUEST;
    case 'approval':
      return config.DATABASE_PASSWORD_APPROVAL;
    case 'reporting':
      return config.DATABASE_PASSWORD_REPORTING;
  }
}
