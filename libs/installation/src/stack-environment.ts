import { logNames } from '@countersign/contracts';
import type { Secrets } from './secrets.js';
import type { StackFolder } from './stack-folder.js';
import type { ServerPorts, ServiceName, StackOptions } from './stack-options.js';

/** Addresses of the parts, chosen before anything starts, so that they stay the same after a restart. */
export interface StackPorts extends ServerPorts {
  /** The addresses at which the services reach the servers. */
  routed: ServerPorts;
  identity: number;
  gateway: number;
}

/** The values that the parts' environments consist of. */
export interface StackPlan {
  options: StackOptions;
  folder: StackFolder;
  secrets: Secrets;
  ports: StackPorts;
  publicUrl: string;
  /** URL of the administrator, in the installation's database. */
  adminUrl: string;
}

export const DATABASE = 'countersign';
const LOOPBACK = '127.0.0.1';

/** Comma-separated, one URL per node. */
export const natsUrl = (ports: number[]): string =>
  ports.map((port) => `nats://${LOOPBACK}:${port}`).join(',');
export const identityUrl = ({ ports }: StackPlan): string => `http://${LOOPBACK}:${ports.identity}`;
const identity = (plan: StackPlan): { issuer: string; jwksUri: string } =>
  plan.options.identity ?? {
    issuer: `${plan.publicUrl}/oidc`,
    jwksUri: `${identityUrl(plan)}/oidc/jwks`,
  };
const natsReplicas = ({ ports }: StackPlan): string => String(ports.nats.length);

/** The part of the environment that every process gets. */
const common = ({ options }: StackPlan): Record<string, string> => ({ ...options.env });

export function migrateEnvironment(plan: StackPlan): Record<string, string> {
  const { database, nats } = plan.secrets;
  return {
    ...common(plan),
    MIGRATE_DATABASE_URL: plan.adminUrl,
    DATABASE_PASSWORD_POLICY: database.policy,
    DATABASE_PASSWORD_REQUEST: database.request,
    DATABASE_PASSWORD_APPROVAL: database.approval,
    DATABASE_PASSWORD_REPORTING: database.reporting,
    TICKET_KEY_SECRET: plan.secrets.ticketKey,
    NATS_URL: natsUrl(plan.ports.nats),
    NATS_USER: 'admin',
    NATS_PASSWORD: nats.admin,
  };
}

export function identityEnvironment(plan: StackPlan): Record<string, string> {
  return {
    ...common(plan),
    PUBLIC_URL: plan.publicUrl,
    HTTP_HOST: LOOPBACK,
    HTTP_PORT: String(plan.ports.identity),
    IDENTITY_FILE: plan.folder.identity,
    PASSWORD_GRANT: 'true',
  };
}

/** @param port - port of this instance: the API at the gateway, health and metrics at the others */
export function serviceEnvironment(plan: StackPlan, name: ServiceName, port: number): Record<string, string> {
  const { options, secrets, publicUrl, ports } = plan;
  const { issuer, jwksUri } = identity(plan);
  return {
    // The trial provider's client for brokers, unless other ones are named.
    ROLE_BROKER_CLIENTS: 'countersign-broker',
    ...common(plan),
    ...options.serviceEnv?.[name],
    NATS_URL: natsUrl(ports.routed.nats),
    NATS_USER: name,
    NATS_PASSWORD: secrets.nats[name],
    ...relayUser(plan, name),
    NATS_REPLICAS: natsReplicas(plan),
    OIDC_ISSUER: issuer,
    OIDC_JWKS_URI: jwksUri,
    OIDC_AUDIENCE: 'countersign',
    HTTP_HOST: name === 'gateway' ? options.host : LOOPBACK,
    HTTP_PORT: String(port),
    ...(name === 'request' && { TICKET_ISSUER: publicUrl, TICKET_KEY_SECRET: secrets.ticketKey }),
    ...(name === 'gateway'
      ? { PUBLIC_URL: publicUrl, ...(!options.identity && { OIDC_UPSTREAM: identityUrl(plan) }) }
      : { DATABASE_URL: databaseUrl(plan, name) }),
  };
}

/** The user of the service's relay, where the service owns a log. */
function relayUser({ secrets }: StackPlan, name: ServiceName): Record<string, string> {
  const log = logNames.find((one) => one === name);
  if (!log) return {};
  return { NATS_RELAY_USER: `${log}-relay`, NATS_RELAY_PASSWORD: secrets.nats[`${log}-relay`] };
}

function databaseUrl({ secrets, ports }: StackPlan, name: Exclude<ServiceName, 'gateway'>): string {
  return `postgres://countersign_${name}:${secrets.database[name]}@${LOOPBACK}:${ports.routed.postgres}/${DATABASE}`;
}
