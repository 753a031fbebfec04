import { Client } from 'pg';
import { approvalStream, approvalStreamsOf } from '@countersign/approval-domain';
import type { ApprovalEvent } from '@countersign/contracts';
import { requestInternalRpc } from '@countersign/contracts';
import { createDecideRunner, installLog, PostgresEventLog } from '@countersign/event-log';
import type { EventLog } from '@countersign/event-log';
import { DeadlineKeeper, installDeadlines } from '@countersign/consumers';
import { installLeases, Leases } from '@countersign/postgres';
import { ScriptedRpc } from '@countersign/rpc';
import { PersonCommands, RefusedAttempts, silentTelemetry } from '@countersign/service';
import { FixedClock, parseConfig, platformConfig, SecondFactor } from '@countersign/platform';
import { testPostgres } from '@countersign/testing';
import { ApprovalCommands } from '../approval-commands.js';
import { ApprovalReader } from '../approval-reader.js';
import { ApproveHandler } from '../approve/approve.handler.js';
import { CancelHandler } from '../cancel/cancel.handler.js';
import { ApprovalDeadlines, Expiry } from '../deadlines/approval-deadlines.js';
import { EventsHandler } from '../events/events.handler.js';
import { GetHandler } from '../get/get.handler.js';
import { ApprovalOpener, Opener } from '../opener.js';
import type { Submission } from '../opener.js';
import { RejectHandler } from '../reject/reject.handler.js';

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
  const instance = (clock: FixedClock) => {
    const service = approvalInstance(log, clock);
    const { expiry: handler } = service;
    const leases = openLeases();
    const options = {
      log: 'approval',
      connectionString: url,
      leases,
      handler,
      telemetry: silentTelemetry,
    } as const;
    return { ...service, keeper: () => new DeadlineKeeper(options) };
  };
  return {
    ...instance(new FixedClock(now)),
    log,
    url,
    database,
    /** Another instance of the same service, with its own caches. */
    another: (clock = new FixedClock(now)) => instance(clock),
    close: async () => {
      await Promise.all(opened.map((leases) => leases.close()));
      await log.close();
      await database.drop();
    },
  };
}
export type ApprovalService = Awaited<ReturnType<typeof approvalService>>;

/** One instance of the approval service without its transport, over any log. */
export function approvalInstance(log: EventLog, clock: FixedClock) {
  const runner = createDecideRunner(log, { streamsOf: approvalStreamsOf });
  const rpc = new ScriptedRpc();
  const opener = new Opener(runner, rpc);
  const reader = new ApprovalReader(runner, clock, opener);
  const secondFactor = new SecondFactor({ name: 'approval', config });
  const attempts = new RefusedAttempts(runner, clock);
  const personCommands = new PersonCommands(runner, clock, secondFactor, attempts);
  const commands = new ApprovalCommands(personCommands, opener, reader, rpc);
  return {
    clock,
    rpc,
    runner,
    approving: new ApproveHandler(commands),
    rejecting: new RejectHandler(commands),
    cancelling: new CancelHandler(commands),
    getting: new GetHandler(reader),
    events: new EventsHandler(log),
    openerProcess: new ApprovalOpener(opener),
    projection: new ApprovalDeadlines(),
    expiry: new Expiry(runner),
    typesOf: async (requestId: string) =>
      (await log.readStream<ApprovalEvent>(approvalStream(requestId))).map(({ type }) => type),
    /** The request service's answers about these submissions. */
    knows: (...submissions: Submission[]) =>
      rpc.on(requestInternalRpc.submission, (payload) => ({
        event: submissions.find(({ data }) => data.requestId === (payload as { id: string }).id) ?? null,
      })),
  };
}
