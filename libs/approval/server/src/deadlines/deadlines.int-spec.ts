import { Pool } from 'pg';
import type { ApprovalEvent } from '@countersign/contracts';
import { approvalStream } from '@countersign/approval-domain';
import { deadlineTable } from '@countersign/consumers';
import type { DeadlineKeeper } from '@countersign/consumers';
import { clockReaches, eventually } from '@countersign/testing';
import { approvalService } from '../testing/approval-service.js';
import type { ApprovalService } from '../testing/approval-service.js';
import { bob, callBy, quorumOf, submission, submittedEvent } from '../testing/fixtures.js';

let service: ApprovalService;
let pool: Pool;
const keepers: DeadlineKeeper[] = [];

beforeEach(async () => {
  service = await approvalService(new Date());
  pool = new Pool({ connectionString: service.url });
});
afterEach(async () => {
  await Promise.all(keepers.splice(0).map((keeper) => keeper.beforeApplicationShutdown()));
  await pool.end();
  await service.close();
});

const inMs = (ms: number): Date => new Date(Date.now() + ms);
const TABLE = deadlineTable('approval');

async function opened(expiresAt: Date): Promise<string> {
  const made = submission(quorumOf(2), expiresAt);
  await service.openerProcess.handle(submittedEvent(made));
  return made.data.requestId;
}

let projected = 0;
beforeEach(() => (projected = 0));

/** Applies the log's new events as the catch-up subscription does: effect and cursor in one transaction. */
async function project(from = projected): Promise<void> {
  const events = await service.log.readFrom(from + 1, 1000);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await service.projection.apply(events, 'approval', { client, table: () => TABLE });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  projected = events.at(-1)?.position ?? from;
}

function startKeeper(of: Pick<ApprovalService, 'keeper'> = service): DeadlineKeeper {
  const keeper = of.keeper();
  keepers.push(keeper);
  keeper.onApplicationBootstrap();
  return keeper;
}

async function expiryOf(requestId: string): Promise<{ late: number } | undefined> {
  const events = await service.log.readStream<ApprovalEvent>(approvalStream(requestId));
  const opening = events[0];
  const expired = events.find(({ type }) => type === 'approval.expired');
  if (!expired || opening?.type !== 'approval.opened') return undefined;
  const due = (opening.data as { expiresAt: string }).expiresAt;
  return { late: Date.parse(expired.recordedAt) - Date.parse(due) };
}

const expiry = (requestId: string) =>
  eventually('the expiry is recorded', async () => (await expiryOf(requestId)) ?? false);
const rows = async (): Promise<string[]> =>
  (await pool.query<{ key: string }>(`SELECT key FROM ${TABLE}`)).rows.map(({ key }) => key);

describe('the table of deadlines', () => {
  it('contains pending approvals, and none that have ended', async () => {
    const one = await opened(inMs(60_000));
    const two = await opened(inMs(60_000));
    await project();
    expect((await rows()).sort()).toEqual([one, two].sort());
    await service.rejecting.reject({ id: one }, callBy(bob));
    await project();
    expect(await rows()).toEqual([two]);
  });

  it('is the same after repeated events, and after a replay from the beginning', async () => {
    const one = await opened(inMs(60_000));
    const two = await opened(inMs(60_000));
    await service.rejecting.reject({ id: one }, callBy(bob));
    await project();
    await project(0);
    expect(await rows()).toEqual([two]);
    await pool.query(`DELETE FROM ${TABLE}`);
    await project(0);
    expect(await rows()).toEqual([two]);
  });
});

describe('an expiry', () => {
  it('is recorded within a second of its time, even if the deadline was set while the keeper waited', async () => {
    startKeeper();
    await opened(inMs(3_600_000));
    await project();
    const id = await opened(inMs(700));
    await project();
    const { late } = await expiry(id);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1000);
  });

  it('is recorded late if everything was down at its time', async () => {
    const last = inMs(60);
    const ids = await Promise.all([opened(inMs(50)), opened(last), opened(inMs(3_600_000))]);
    await project();
    await clockReaches(last);
    startKeeper();
    await expiry(ids[0]);
    await expiry(ids[1]);
    expect(await service.typesOf(ids[2])).toEqual(['approval.opened']);
  });

  it('is recorded once by several instances, also after the leader has gone', async () => {
    const first = startKeeper();
    const id = await opened(inMs(100));
    await project();
    await expiry(id);
    startKeeper(service.another());
    await first.beforeApplicationShutdown();
    const next = await opened(inMs(100));
    await project();
    await expiry(next);
    expect(await service.typesOf(id)).toEqual(['approval.opened', 'approval.expired']);
    expect(await service.typesOf(next)).toEqual(['approval.opened', 'approval.expired']);
  });

  it('is recorded after the keeper has lost its connection', async () => {
    startKeeper();
    await eventually('somebody leads', async () => (await leaders()).length > 0);
    await service.database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'countersign-deadlines'`);
    const id = await opened(inMs(100));
    await project();
    await expiry(id);
  });

  it('changes nothing if the approval has ended before', async () => {
    const expiry = inMs(300);
    const id = await opened(expiry);
    await project();
    await service.rejecting.reject({ id }, callBy(bob));
    await clockReaches(expiry);
    startKeeper();
    await eventually('no deadline is left', async () => (await rows()).length === 0);
    expect(await service.typesOf(id)).toEqual(['approval.opened', 'approval.decided', 'approval.rejected']);
  });
});

const leaders = () =>
  service.database.sql(
    `SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'countersign-deadlines'`,
  );
