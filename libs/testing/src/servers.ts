import { startNats, startPostgres } from '@countersign/local-stack';
import type { NatsOptions, NatsServer, PostgresOptions, PostgresServer } from '@countersign/local-stack';

/** Starts the real servers that tests need; the programs on this machine, or containers. */
export interface Servers {
  postgres(options: PostgresOptions): Promise<PostgresServer>;
  nats(options: NatsOptions): Promise<NatsServer>;
}

export const embeddedServers: Servers = { postgres: startPostgres, nats: startNats };

export async function servers(): Promise<Servers> {
  return embeddedServers;
}
