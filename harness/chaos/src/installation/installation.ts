import { startNats, startPostgres, supervise } from '@countersign/servers';
import type { Part } from '@countersign/servers';
import { startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { NatsDuplicates } from '../faults/nats-duplicates.js';
import { TcpProxy } from '../faults/tcp-proxy.js';
import type { Random } from '../random.js';

/** The product as it runs under load and faults: real processes, and proxies between services and servers. */
export interface Installation {
  stack: Stack;
  /** All of its processes. */
  parts: Part[];
  postgres: TcpProxy;
  /** One for each node. */
  nats: TcpProxy[];
  duplicates: NatsDuplicates;
  /** Sentences about processes that ended by themselves; each is restarted. */
  crashes: string[];
  /** Stops everything; its files stay in `stack.folder` if that is to be kept. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export interface InstallationOptions {
  random: Random;
  issuer: { issuer: string; jwksUri: string };
  natsNodes: 1 | 3;
  /** Folder of the built programs; default `dist/apps`. */
  programs?: string | undefined;
  /** Additional environment of every service. */
  env?: Record<string, string> | undefined;
}

/** Rates so high that nobody is refused because of them. */
const unlimited = {
  RATE_LIMIT_PER_SECOND: '100000',
  RATE_LIMIT_BURST: '100000',
  RATE_LIMIT_ADDRESS_PER_SECOND: '100000',
  RATE_LIMIT_ADDRESS_BURST: '100000',
};

/** So many pending requests that nobody is refused because of their number. */
const manyRequests = { MAX_OPEN_REQUESTS: '100000' };

/**
 * Starts two instances of each service, one gateway, PostgreSQL with durability on, and NATS.
 * @throws LocalStackError if a part does not become ready
 */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { random, issuer, natsNodes, programs, env } = options;
  const duplicates = new NatsDuplicates(random.fork('duplicates'));
  const proxies: { postgres?: TcpProxy; nats: TcpProxy[] } = { nats: [] };
  const stopProxies = async (): Promise<void> => {
    for (const proxy of [proxies.postgres, ...proxies.nats]) await proxy?.stop();
  };
  try {
    const stack = await startStack({
      instances: 2,
      natsNodes,
      identity: issuer,
      ...(programs !== undefined && { programs }),
      ...(env && { env }),
      serviceEnv: { gateway: unlimited, request: manyRequests },
      // The programs of this machine: containers cannot be stopped and damaged as freely.
      servers: { postgres: startPostgres, nats: startNats },
      route: async (ports) => {
        proxies.postgres = await TcpProxy.start(ports.postgres);
        for (const port of ports.nats) proxies.nats.push(await TcpProxy.start(port, duplicates.filters));
        return { postgres: proxies.postgres.port, nats: proxies.nats.map(({ port }) => port) };
      },
    });
    return installed(stack, proxies as { postgres: TcpProxy; nats: TcpProxy[] }, duplicates, stopProxies);
  } catch (error) {
    await stopProxies();
    throw error;
  }
}

function installed(
  stack: Stack,
  proxies: { postgres: TcpProxy; nats: TcpProxy[] },
  duplicates: NatsDuplicates,
  stopProxies: () => Promise<void>,
): Installation {
  const crashes: string[] = [];
  const parts = [...stack.services.map(({ part }) => part), ...stack.natsNodes, stack.postgres];
  const endings = parts.map((part) => supervise(part, (sentence) => void crashes.push(sentence)));
  const stop: Installation['stop'] = async (options) => {
    for (const end of endings) end();
    await stack.stop(options);
    await stopProxies();
  };
  return { stack, parts, ...proxies, duplicates, crashes, stop };
}
