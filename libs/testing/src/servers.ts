import { startNats, startPostgres } from '@countersign/servers';
import type { Servers } from '@countersign/installation';
import { hasContainerEngine } from './containers/container-engine.js';

const embeddedServers: Servers = { postgres: startPostgres, nats: startNats };

let chosen: Promise<Servers> | undefined;

/** The real servers for tests: in containers where a container engine answers, else the programs npm installed. */
export function servers(): Promise<Servers> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<Servers> {
  if (!(await hasContainerEngine())) return embeddedServers;
  // Loaded only where it can be used: it costs a second.
  return (await import('./containers/container-servers.js')).containerServers;
}
