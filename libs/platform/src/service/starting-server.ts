import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in on the service's HTTP port while the service itself is being put together. */
export interface StartingServer {
  /** The port it listens on: the one asked for, or the one the system chose. */
  port: number;
  close(): Promise<void>;
}

/**
 * Answers the probes while dependencies are awaited, which may take as long as they are down: alive, not ready.
 * @throws when the port cannot be had
 */
export async function startingServer(host: string, port: number): Promise<StartingServer> {
  const server = createServer((request, response) => {
    const alive = request.url === '/healthz';
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
