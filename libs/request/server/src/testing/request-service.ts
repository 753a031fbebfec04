import { Client, Pool } from 'pg';
import { createDecideRunner, installLog, PostgresEventLog } from '@countersign/event-log';
import type { Unmatched } from '@countersign/contracts';
import { FixedClock, parseConfig, platformConfig, SecondFactor } from '@countersign/platform';
import { testPostgres } from '@countersign/testing';
import { AccessAnswer } from '../access-answer.js';
import { AccessCommands } from '../access-commands.js';
import { CheckInHandler } from '../check-in/check-in.handler.js';
import { CheckOutHandler } from '../check-out/check-out.handler.js';
import { Elapsing } from '../deadlines/elapsing.js';
import { AudienceHandler } from '../audience/audience.handler.js';
import { FollowedHandler } from '../get/followed.handler.js';
import { GetHandler } from '../get/get.handler.js';
import { OutcomeFollower } from '../outcome-follower/outcome-follower.process-manager.js';
import { AccessReader } from '../access-reader.js';
import { RequestReader } from '../request-reader.js';
import { RevokeHandler } from '../revoke/revoke.handler.js';
import { installSigningKeys } from '../signing-keys/key-table.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { SubmissionHandler } from '../submission/submission.handler.js';
import { GoverningPolicies } from '../submit/governing-policy.js';
import { SubmissionAnswer } from '../submit/submission-answer.js';
import { SubmitHandler } from '../submit/submit.handler.js';
import { TicketStatusHandler } from '../ticket-status/ticket-status.handler.js';
import { TicketSigner } from '../tickets/ticket-signer.js';
import { CommandGate, GatedEventLog, RefusedAttempts, ScriptedRpc } from '@countersign/messaging';

const ROLE = 'countersign_request_test';
const config = parseConfig(platformConfig, { OIDC_ISSUER: 'https://id.example', HTTP_PORT: '0' });

const tickets = { issuer: 'https://countersign.example', audience: 'tickets', lifetimeSeconds: 900 };
const OWNER = 'countersign_owner';

/** The request service without its transport, on a database of its own. */
export async function requestService(now: Date) {
  const database = await testPostgres();
  const url = await database.createRole(ROLE);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'request', serviceRole: ROLE, ownerRole: OWNER });
  await installSigningKeys(admin, { serviceRole: ROLE, ownerRole: OWNER });
  await admin.end();
  const logs: PostgresEventLog[] = [];
  const pool = new Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const keys = new SigningKeys(pool, new Uint8Array(32), new FixedClock(now));
  await keys.prepare();
  const open = (clock: FixedClock, unmatched?: Unmatched) => {
    const log = new PostgresEventLog({ log: 'request', url });
    logs.push(log);
    return { log, ...instance(log, clock, keys, unmatched) };
  };
  return {
    ...{ database, url, keys },
    ...open(new FixedClock(now)),
    /** Another instance of the same service: connections, caches and a clock of its own. */
    another: (clock = new FixedClock(now), unmatched?: Unmatched) => open(clock, unmatched),
    close: async () => {
      await Promise.all([...logs.map((log) => log.close()), pool.end()]);
      await database.drop();
    },
  };
}

function instance(
  log: PostgresEventLog,
  clock: FixedClock,
  keys: SigningKeys,
  unmatched: Unmatched = { outcome: 'refused' },
) {
  const gate = new CommandGate();
  gate.open();
  const [runner, rpc] = [createDecideRunner(new GatedEventLog(log, gate)), new ScriptedRpc()];
  const reader = new RequestReader(runner, rpc, clock, new AccessReader(runner));
  const secondFactor = new SecondFactor({ name: 'request', config });
  const attempts = new RefusedAttempts(runner, clock);
  const answer = new SubmissionAnswer(reader);
  const policies = new GoverningPolicies(log, rpc);
  const commands = new AccessCommands(runner, clock, secondFactor, attempts);
  return {
    ...{ clock, rpc, gate, runner, reader, attempts },
    submitting: new SubmitHandler(runner, clock, policies, secondFactor, answer, attempts, unmatched),
    getting: new GetHandler(reader),
    following: new FollowedHandler(reader, log),
    audience: new AudienceHandler(reader),
    submission: new SubmissionHandler(log),
    follower: new OutcomeFollower(runner, clock),
    checkingOut: new CheckOutHandler(commands, reader, secondFactor, new TicketSigner(keys, tickets)),
    checkingIn: new CheckInHandler(commands, new AccessAnswer(reader)),
    revoking: new RevokeHandler(commands, new AccessAnswer(reader)),
    tickets: new TicketStatusHandler(runner, clock, reader, gate),
    elapsing: new Elapsing(runner),
  };
}
/** One instance of it. */
export type RequestInstance = ReturnType<typeof instance>;
export type RequestService = Awaited<ReturnType<typeof requestService>>;
