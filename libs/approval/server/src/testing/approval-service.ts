import { Client } from 'pg';
import { approvalStream } from '@countersign/approval-domain';
import type { ApprovalEvent } from '@countersign/contracts';
import { requestInternalRpc } from '@countersign/contracts';
import { createDecideRunner, installLog, PostgresEventLog } from '@countersign/event-log';
import { FixedClock, parseConfig, platformConfig, SecondFactor } from '@countersign/platform';
import { testPostgres } from '@countersign/testing';
import { ApprovalCommands } from '../approval-commands.js';
import { ApprovalOpener } from '../approval-opener/approval-opener.process-manager.js';
import { ApproveHandler } from '../approve/approve.handler.js';
import { CancelHandler } from '../cancel/cancel.handler.js';
import { ApprovalDeadlines } from '../deadlines/approval-deadlines.projection.js';
import { Expiry } from '../deadlines/expiry.js';
import { GetHandler } from '../get/get.handler.js';
import { Opener } from '../opener.js';
import type { Submission } from '../opener.js';
import { RejectHandler } from '../reject/reject.handler.js';
import {
  DeadlineKeeper,
  installDeadlines,
  installLeases,
  Leases,
  RefusedAttempts,
  ScriptedRpc,
  silentTelemetry,
} from '@countersign/messaging';

const ROLE = 'countersign_approval_test';
const config = parseConfig(platformConfig, { OIDC_ISSUER: 'https://id.example', HTTP_PORT: '0' });

/** The approval service without its transport, on a database of its own. */
export async function approvalService(now: Date) {
  const database = await testPostgres();
  const url = await database.createRole(ROLE);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'approval', serviceRole: ROLE });
  await installDeadlines(admin, { log: 'approval', serviceRole: ROLE, ownerRole: 'countersign_owner' });
  await installLeases(admin, { schema: 'approval', serviceRole: ROLE, ownerRole: 'countersign_owner' });
  await admin.end();
  const log = new PostgresEventLog({ log: 'approval', url });
  const opened: Leases[] = [];
  const openLeases = (): Leases => {
    const { logger } = silentTelemetry;
    const leases = new Leases({ connection: { connectionString: url }, schema: 'approval', logger });
    opened.push(leases);
    return leases;
  };
  return {
    ...{ log, url, database },
    ...instance(log, url, new FixedClock(now), openLeases()),
    /** Another instance of the same service: caches of its own. */
    another: (clock = new FixedClock(now)) => instance(log, url, clock, openLeases()),
    typesOf: async (requestId: string) =>
      (await log.readStream<ApprovalEvent>(approvalStream(requestId))).map(({ type }) => type),
    close: async () => {
      await Promise.all(opened.map((leases) => leases.close()));
      await log.close();
      await database.drop();
    },
  };
}

function instance(log: PostgresEventLog, url: string, clock: FixedClock, leases: Leases) {
  const [runner, rpc] = [createDecideRunner(log), new ScriptedRpc()];
  const opener = new Opener(runner, rpc);
  const secondFactor = new SecondFactor({ name: 'approval', config });
  const attempts = new RefusedAttempts(runner, clock);
  const commands = new ApprovalCommands(runner, rpc, clock, opener, secondFactor, attempts);
  const handler = new Expiry(runner);
  return {
    ...{ clock, rpc, runner, attempts },
    approving: new ApproveHandler(commands),
    rejecting: new RejectHandler(commands),
    cancelling: new CancelHandler(commands),
    getting: new GetHandler(commands),
    openerProcess: new ApprovalOpener(opener),
    projection: new ApprovalDeadlines(),
    keeper: () =>
      new DeadlineKeeper({
        log: 'approval',
        connectionString: url,
        leases,
        handler,
        telemetry: silentTelemetry,
      }),
    /** What the request service would answer about these submissions. */
    knows: (...submissions: Submission[]) =>
      rpc.on(requestInternalRpc.submission, (payload) => ({
        event: submissions.find(({ data }) => data.requestId === (payload as { id: string }).id) ?? null,
      })),
  };
}
export type ApprovalService = Awaited<ReturnType<typeof approvalService>>;
