import { serviceNames as servicesBehindGateway } from '@countersign/contracts';
import type { NatsOptions, NatsServer, PostgresOptions, PostgresServer } from '@countersign/servers';
import type { Secrets } from './secrets.js';

/** The services and the gateway before them, in the order in which they are named to people. */
export const serviceNames = [...servicesBehindGateway, 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Where the servers listen, on 127.0.0.1. */
export interface ServerPorts {
  postgres: number;
  /** One port per node. */
  nats: number[];
}

/** Starts the real servers: the programs on this machine, or containers. */
export interface Servers {
  postgres(options: PostgresOptions): Promise<PostgresServer>;
  nats(options: NatsOptions): Promise<NatsServer>;
}

/** A whole installation on one machine. */
export interface StackOptions {
  /** Data, secrets and logs; see `stackFolder`. */
  folder: string;
  /** `dist/apps`: the bundles. */
  programs: string;
  /** Port of the gateway; 0 means any free port. */
  host: string;
  port: number;
  /** Origin under which browsers reach the gateway; default `http://127.0.0.1:<port>`. */
  publicUrl?: string | undefined;
  /** Processes of each service; default one. */
  instances?: Partial<Record<ServiceName, number>>;
  /** Additional environment of every service, such as `LOG_LEVEL`; addresses and passwords are set here. */
  env?: Record<string, string>;
  /** Additional environment of one service. */
  serviceEnv?: Partial<Record<ServiceName, Record<string, string>>>;
  servers?: Servers;
  /** Nodes of NATS, which keep each stream on all of them; default 1. */
  natsNodes?: 1 | 3;
  /**
   * Puts something between the services and the servers: gets the servers' ports, and returns the ports that the
   * services use.
   */
  route?: (ports: ServerPorts) => Promise<ServerPorts>;
  /** The issuer of access tokens; without it the trial provider is started. */
  identity?: { issuer: string; jwksUri: string };
  /** The configuration of nats-server: users and permissions. */
  natsConfig: (passwords: Secrets['nats']) => string | Promise<string>;
  /** Aborts a start that is under way, after its current step. */
  signal?: AbortSignal;
  /** Called for each part that is ready, with the milliseconds since the start. */
  onReady?: (part: string, sinceStartMs: number) => void;
}
