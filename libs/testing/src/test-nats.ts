import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NatsServer } from '@countersign/servers';
import { servers } from './servers.js';
import { temporaryFolder } from './temporary-folder.js';

export interface TestNatsOptions {
  /** Users, permissions and whatever else nats-server reads; address, port and store are set already. */
  configText?: string;
}

/** A nats-server of the test's own. */
export interface TestNats {
  /** `nats://127.0.0.1:<port>`: the same after a restart. */
  readonly url: string;
  readonly port: number;
  /** Process id of the server that runs now. */
  readonly pid: number;
  /** JetStream's folder. */
  readonly storeDir: string;
  /** Orderly end; `restart` brings it back. */
  pause(): Promise<void>;
  /** As a power cut would; `restart` brings it back. */
  kill(): Promise<void>;
  /** Starts it again at the same port: with its streams, or with an empty store (`{ emptyStore: true }`). */
  restart(options?: { emptyStore?: boolean; configText?: string }): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** @throws LocalStackError when there is no nats-server on this machine */
export async function testNats({ configText }: TestNatsOptions = {}): Promise<TestNats> {
  const folder = await temporaryFolder('nats');
  const storeDir = join(folder, 'store');
  const start = async (text: string | undefined, port?: number): Promise<NatsServer> =>
    (await servers()).nats({ storeDir, configText: text, port, owner: { removes: folder } });
  let server = await start(configText);
  const { url, port } = server;
  return {
    url,
    port,
    get pid() {
      return server.pid;
    },
    storeDir,
    pause: () => server.stop(),
    kill: () => server.kill(),
    restart: async (options = {}) => {
      await server.stop();
      if (options.emptyStore) await rm(storeDir, { recursive: true, force: true });
      server = await start(options.configText ?? configText, port);
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
