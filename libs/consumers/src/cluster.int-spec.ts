import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { NatsConnection } from '@nats-io/transport-node';
import { mirrorName } from '@countersign/contracts';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { countingProjection } from './testing/counting-projection.js';
import { managerOf, mirrorEnd, testRelay } from '@countersign/mirror/testing';
import { testConsumersLog } from './testing/test-log.js';
import type { TestLog, TestRelay } from '@countersign/mirror/testing';
import { installReporting, testService } from './testing/test-service.js';
import type { TestService } from './testing/test-service.js';

jest.setTimeout(120_000);

const LOG = 'request';

let database: TestDatabase;
let log: TestLog;
let nodes: TestNats[];
let nc: NatsConnection;
let relay: TestRelay;
let service: TestService;

/** Ports that are free at this moment: the nodes must know each other's ports before they start. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function startCluster(): Promise<TestNats[]> {
  const ports = await freePorts(3);
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  const node = (port: number, i: number): string =>
    `server_name: node${i}\ncluster { name: countersign, listen: "127.0.0.1:${port}", routes: [${routes}] }\n`;
  return Promise.all(ports.map((port, i) => testNats({ configText: node(port, i) })));
}

beforeAll(async () => {
  [database, nodes] = await Promise.all([testPostgres(), startCluster()]);
  log = await testConsumersLog(database, LOG);
  const urls = nodes.map(({ url }) => url);
  relay = await testRelay(log, urls, { replicas: 3 });
  ({ nc } = relay);
  service = await testService(await installReporting(database), urls);
});

afterAll(async () => {
  await service.stop();
  await relay.stop();
  await log.close();
  await Promise.all(nodes.map((node) => node.stop()));
  await database.drop();
});

describe('a mirror of three copies', () => {
  it('survives the death of any single node, without losing or repeating an event', async () => {
    service.runner.addProjection(countingProjection());
    service.runner.start();
    await log.append(3000);
    await eventually('mirrored', async () => (await mirrorEnd(nc, LOG)) === 3000, 40_000);
    const jsm = await managerOf(nc);
    const { config, cluster } = await jsm.streams.info(mirrorName(LOG));
    expect([config.num_replicas, cluster?.replicas?.length]).toEqual([3, 2]);

    const leader = nodes[Number(cluster?.leader?.replace('node', ''))];
    await leader?.kill();
    await log.append(2000);
    await eventually('mirrored by two', async () => (await mirrorEnd(nc, LOG)) === 5000, 60_000);
    await leader?.restart();
    await log.append(100);
    await eventually(
      'applied',
      async () => {
        const [row] = await database.sql<{ sum: number | null }>(
          'SELECT sum(count)::int FROM reporting.counted',
        );
        return row?.sum === 5100;
      },
      60_000,
    );
    const { state } = await jsm.streams.info(mirrorName(LOG));
    expect([state.messages, state.last_seq]).toEqual([5100, 5100]);
  });
});
