import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { Client, Pool } from 'pg';
import { policyInternalRpc } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import { upcaster } from '@countersign/event-log';
import {
  ConsumerRunner,
  DeadlineKeeper,
  deadlineTable,
  installConsumers,
  installDeadlines,
} from '@countersign/consumers';
import { CommandGate, Relay } from '@countersign/mirror';
import { Leases } from '@countersign/postgres';
import { silentTelemetry } from '@countersign/service';
import { FixedClock } from '@countersign/platform';
import { requestStream } from '@countersign/request-domain';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { alice, callBy, governing, insist, matching, outcome, wish } from '../testing/fixtures.js';
import { requestService } from '../testing/request-service.js';
import type { RequestService } from '../testing/request-service.js';
import { AccessDeadlines } from './access-deadlines.js';

jest.setTimeout(180_000);

const SECOND = 1000;

let service: RequestService;
let nats: TestNats;
let nc: NatsConnection;
let stopping: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  [service, nats] = await Promise.all([requestService(new Date()), testNats()]);
  nc = await connect({ servers: nats.url });
  const admin = new Client({ connectionString: service.database.adminUrl });
  await admin.connect();
  const roles = { serviceRole: 'countersign_request_test', ownerRole: 'countersign_owner' };
  await installConsumers(admin, { schema: 'request', ...roles });
  await installDeadlines(admin, { log: 'request', ...roles });
  await admin.end();
  stopping = [];
});
afterEach(async () => {
  for (const stop of stopping.reverse()) await stop();
  await nc.close();
  await nats.stop();
  await service.close();
});

/** An instance's relay, projection and keeper, as the service runs them. */
function startInstance(): void {
  const { url } = service;
  const { log, elapsing } = service.another();
  const telemetry = silentTelemetry;
  const pool = new Pool({ connectionString: url, max: 4 });
  const leases = new Leases({
    connection: { connectionString: url },
    schema: 'request',
    logger: telemetry.logger,
  });
  const gate = new CommandGate();
  const relay = new Relay({
    installation: 'test',
    feed: log,
    nc,
    inboxPrefix: '_INBOX',
    leases,
    gate,
    telemetry,
    replicas: 1,
  });
  const upcast = (event: RecordedEvent): RecordedEvent => ({
    ...event,
    ...upcaster.upcast(event.type, event),
  });
  const runner = new ConsumerRunner({ schema: 'request', pool, nc, leases, telemetry, upcast });
  runner.addProjection(new AccessDeadlines());
  const keeper = new DeadlineKeeper({
    log: 'request',
    connectionString: url,
    leases,
    handler: elapsing,
    telemetry,
  });
  relay.start();
  runner.start();
  keeper.onApplicationBootstrap();
  stopping.push(
    () => pool.end(),
    () => leases.close(),
    () => relay.stop(),
    () => runner.stop(),
    () => keeper.beforeApplicationShutdown(),
  );
}

/** Accesses with the same end, granted now and checked out. */
async function inUse(count: number, resourceOf: (n: number) => string, seconds: number): Promise<void> {
  const now = new Date();
  const granting = service.another(new FixedClock(now), {
    unmatched: { outcome: 'granted', maxDuration: 'PT4H' },
  });
  granting.rpc.on(policyInternalRpc.match, matching(null));
  const body = { account: 'root', duration: `PT${seconds}S` };
  const use = async (n: number): Promise<void> => {
    const { representation } = await granting.submitting.submit(
      { ...body, resource: resourceOf(n) },
      callBy(alice),
    );
    await insist(() => granting.checkingOut.checkOut({ id: representation.id }, callBy(alice)));
  };
  for (let n = 0; n < count; n += 100) {
    const page = Array.from({ length: Math.min(100, count - n) }, (_, i) => n + i);
    await Promise.all(page.map(use));
  }
}

const LATE = `
  SELECT (extract(epoch FROM recorded_at - (body::json -> 'data' ->> 'at')::timestamptz) * 1000)::float8 AS ms
    FROM request.event WHERE type = 'access.ended' ORDER BY 1`;
const HELD = `
  SELECT (count(*) FILTER (WHERE type = 'access.checked_out') - count(*) FILTER (WHERE type <> 'access.checked_out'))::int AS left
    FROM request.event WHERE position IN (SELECT position FROM request.membership WHERE stream LIKE 'account-%')`;
const late = async (): Promise<number[]> =>
  (await service.database.sql<{ ms: number }>(LATE)).map(({ ms }) => ms);

const ended = (count: number): Promise<number[]> =>
  eventually(
    `${count} have ended`,
    async () => {
      const ms = await late();
      return ms.length >= count && ms;
    },
    90_000,
  );

function tell(what: string, ms: number[]): void {
  const at = (share: number): number => Math.round(ms[Math.ceil(ms.length * share) - 1] ?? NaN);
  process.stdout.write(`${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, last ${at(1)} ms late\n`);
}

/** The target is one second, and is met on an idle machine; see the printed lines. Here the machine is shared. */
const BOUND_MS = 15 * SECOND;

it.each([
  ['on accounts of their own', 1000, 25, (n: number) => `db-${n}`],
  ['on one shared account', 200, 15, () => 'db'],
] as const)(
  '%s: accesses that end at the same instant are recorded soon after, once each',
  async (what, count, seconds, resourceOf) => {
    startInstance();
    startInstance();
    await inUse(count, resourceOf, seconds);
    const ms = await ended(count);
    tell(`${count} accesses ending at once, ${what}`, ms);
    expect(ms).toHaveLength(count);
    expect(ms[0]).toBeGreaterThanOrEqual(0);
    expect(ms[Math.ceil(count * 0.99) - 1]).toBeLessThan(BOUND_MS);
    const [{ left }] = (await service.database.sql<{ left: number }>(HELD)) as [{ left: number }];
    expect(left).toBe(0);
  },
);

/** An access of an hour that was granted then, on record before the service starts. */
async function grantedAt(at: Date): Promise<string> {
  const maker = service.another(new FixedClock(at));
  maker.rpc.on(policyInternalRpc.match, matching(governing()));
  const wished = { ...wish, resource: `db-${at.getTime()}` };
  const made = (await maker.submitting.submit(wished, callBy(alice))).representation;
  await maker.follower.handle(outcome(made, 'approval.approved', at));
  return made.id;
}

it('after an outage, past ends are recorded, and the remaining accesses can be used and end on time', async () => {
  const now = Date.now();
  const over = await grantedAt(new Date(now - 7_200_000));
  const standing = await grantedAt(new Date(now));
  const soon = await grantedAt(new Date(now - 3_600_000 + 6 * SECOND));
  startInstance();
  const using = service.another(new FixedClock(new Date(now)));
  const { ticket } = (await using.checkingOut.checkOut({ id: standing }, callBy(alice))).representation;
  expect(ticket).toMatch(/^eyJ/);
  await ended(2);
  const typeOf = async (id: string) => (await service.log.readStream(requestStream(id))).at(-1)?.type;
  expect([await typeOf(over), await typeOf(soon)]).toEqual(['access.ended', 'access.ended']);
  expect(await typeOf(standing)).toBe('access.checked_out');
  const due = await service.database.sql<{ key: string }>(`SELECT key FROM ${deadlineTable('request')}`);
  expect(due).toEqual([{ key: standing }]);
  expect(await service.database.sql('SELECT FROM request.consumer_parked')).toEqual([]);
});
