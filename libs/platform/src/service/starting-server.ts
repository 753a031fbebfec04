import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probePaths } from '../health/health.controller.js';

/** A stand-in on the service's HTTP port while the service starts. */
export interface StartingServer {
  /** The port that it listens on: the given port, or the system's choice for 0. */
  port: number;
  close(): Promise<void>;
}

/**
 * Answers the probes with "alive, not ready" while dependencies are awaited, which takes as long as they are down.
 * @throws when the port is not free
 */
export async function startingServer(host: string, port: number): Promise<StartingServer> {
  const server = createServer((request, response) => {
    const alive = request.url === probePaths.live;
    response.writeHead(alive ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(JSON.stringify({ status: alive ? 'ok' : 'starting' }));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
