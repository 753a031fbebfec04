import { z } from 'zod';
import { durationBetween, installationName } from '@countersign/contracts';
import { characterFault } from '@countersign/names';

/** A comma-separated list; blanks around the items are ignored. */
const list = (fallback: string) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
    .prefault(fallback);

/** A list of groups, in the form in which those of tokens are compared. */
const groups = (fallback: string) =>
  list(fallback)
    .transform((names) => names.map((name) => name.normalize('NFC')))
    .refine(
      (names) => names.every((name) => characterFault(name) === null),
      'must name groups without invisible characters',
    );

const port = z.coerce.number().int().min(0).max(65_535);

/** Settings of every process; the gateway has only these, because it has no database. */
export const platformConfig = z.object({
  NATS_URL: list('nats://127.0.0.1:4222').describe('Addresses of the NATS servers, comma-separated.'),
  NATS_USER: z
    .string()
    .optional()
    .describe('NATS user of this service; without it the connection is anonymous.'),
  NATS_PASSWORD: z.string().optional().describe('Password of the NATS user.'),
  NATS_REPLICAS: z.coerce
    .number()
    .pipe(z.union([z.literal(1), z.literal(3)], 'must be 1 or 3'))
    .prefault(1)
    .describe('Number of copies that NATS keeps of each mirror: 1, or 3 in a cluster.'),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .describe('Issuer of the access tokens, exactly as in their iss claim.'),
  OIDC_AUDIENCE: z
    .string()
    .min(1)
    .default('countersign')
    .describe('Audience (aud) that access tokens must name.'),
  OIDC_JWKS_URI: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Address of the issuer's signing keys; found by discovery when not set."),
  OIDC_TOKEN_TYPES: list('at+jwt').describe(
    'Accepted typ headers of access tokens, comma-separated; add JWT for issuers that do not follow RFC 9068.',
  ),
  OIDC_ID_CLAIM: z.string().min(1).default('sub').describe('Claim that identifies a person permanently.'),
  OIDC_NAME_CLAIM: z.string().min(1).default('name').describe("Claim with the person's name."),
  OIDC_EMAIL_CLAIM: z.string().min(1).default('email').describe("Claim with the person's e-mail address."),
  OIDC_GROUPS_CLAIM: z.string().min(1).default('groups').describe("Claim with the person's groups."),
  ROLE_POLICY_ADMIN_GROUPS: groups('policy-admins').describe(
    'Groups whose members have the role policy-admin, comma-separated.',
  ),
  ROLE_AUDITOR_GROUPS: groups('auditors').describe(
    'Groups whose members have the role auditor, comma-separated.',
  ),
  ROLE_AUDITOR_CLIENTS: list('').describe(
    'Clients whose own tokens (client credentials) have the role auditor, comma-separated. A machine can read, but never request, approve, use access or administer.',
  ),
  ROLE_BROKER_GROUPS: groups('brokers').describe(
    'Groups whose members have the role broker, comma-separated. Brokers may read the status of tickets and nothing else.',
  ),
  ROLE_BROKER_CLIENTS: list('').describe(
    'Clients whose own tokens (client credentials) have the role broker, comma-separated.',
  ),
  MFA_METHODS: list('otp,mfa,hwk,swk').describe(
    'Authentication methods (amr) that count as a second factor, comma-separated.',
  ),
  MFA_CONTEXTS: list('countersign:mfa').describe(
    'Authentication contexts (acr) that count as a second factor, comma-separated; requested at a step-up sign-in.',
  ),
  NAMES: z
    .enum(['restricted', 'any'], 'must be restricted or any')
    .default('restricted')
    .describe(
      'Names that are accepted: restricted refuses names that mix scripts and could be mistaken for others (UTS 39, moderately restrictive); any accepts them. Set the same value for every service.',
    ),
  MAX_TOKEN_AGE: durationBetween('PT1M', 'P1D')
    .default('PT1H')
    .describe('Maximum lifetime of an access token, ISO 8601; tokens with a longer lifetime are refused.'),
  HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address the HTTP port listens on.'),
  HTTP_PORT: port.describe(
    'HTTP port for health and metrics, and for the API at the gateway; 0 lets the system choose a port.',
  ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Lowest level of log lines that are written.'),
});
export type PlatformConfig = z.output<typeof platformConfig>;

/** Settings of every service with a database; services extend it with their own. */
export const baseConfig = platformConfig.extend({
  INSTALLATION: installationName
    .default('countersign')
    .describe('Name of this installation; its events have the source countersign/<INSTALLATION>/<log>.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe(
      "PostgreSQL of this service, as the service's own role: postgres://role:password@host:port/database",
    ),
});
export type BaseConfig = z.output<typeof baseConfig>;

/** Settings of every service that owns a log. */
export const logServiceConfig = baseConfig.extend({
  NATS_RELAY_USER: z
    .string()
    .optional()
    .describe(
      "NATS user of the relay, the only part that writes the mirror of this service's log; required where NATS_USER is set.",
    ),
  NATS_RELAY_PASSWORD: z.string().optional().describe('Password of NATS_RELAY_USER.'),
});
export type LogServiceConfig = z.output<typeof logServiceConfig>;

/** With users, the relay has one of its own: nobody else can write a mirror. */
export function requireRelayUser(
  { NATS_USER, NATS_RELAY_USER }: Partial<Pick<LogServiceConfig, 'NATS_USER' | 'NATS_RELAY_USER'>>,
  context: z.RefinementCtx,
): void {
  if (NATS_USER && !NATS_RELAY_USER)
    context.addIssue({
      code: 'custom',
      path: ['NATS_RELAY_USER'],
      message: 'is required where NATS_USER is set',
    });
}
