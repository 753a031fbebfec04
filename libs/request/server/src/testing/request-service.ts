import { Client } from 'pg';
import { createDecideRunner, installLog, PostgresEventLog } from '@countersign/event-log';
import type { Unmatched } from '@countersign/contracts';
import { FixedClock, parseConfig, platformConfig, SecondFactor } from '@countersign/platform';
import { testPostgres } from '@countersign/testing';
import { AudienceHandler } from '../audience/audience.handler.js';
import { FollowedHandler } from '../get/followed.handler.js';
import { GetHandler } from '../get/get.handler.js';
import { OutcomeFollower } from '../outcome-follower/outcome-follower.process-manager.js';
import { AccessReader } from '../access-reader.js';
import { RequestReader } from '../request-reader.js';
import { SubmissionHandler } from '../submission/submission.handler.js';
import { GoverningPolicies } from '../submit/governing-policy.js';
import { SubmissionAnswer } from '../submit/submission-answer.js';
import { SubmitHandler } from '../submit/submit.handler.js';
import { RefusedAttempts, ScriptedRpc } from '@countersign/messaging';

const ROLE = 'countersign_request_test';
const config = parseConfig(platformConfig, { OIDC_ISSUER: 'https://id.example', HTTP_PORT: '0' });

/** The request service without its transport, on a database of its own. */
export async function requestService(now: Date) {
  const database = await testPostgres();
  const url = await database.createRole(ROLE);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'request', serviceRole: ROLE });
  await admin.end();
  const log = new PostgresEventLog({ log: 'request', url });
  return {
    log,
    ...instance(log, new FixedClock(now)),
    /** Another instance of the same service: caches of its own. */
    another: (clock = new FixedClock(now), unmatched?: Unmatched) => instance(log, clock, unmatched),
    close: async () => {
      await log.close();
      await database.drop();
    },
  };
}

function instance(log: PostgresEventLog, clock: FixedClock, unmatched: Unmatched = { outcome: 'refused' }) {
  const [runner, rpc] = [createDecideRunner(log), new ScriptedRpc()];
  const reader = new RequestReader(runner, rpc, clock, new AccessReader(runner));
  const secondFactor = new SecondFactor({ name: 'request', config });
  const attempts = new RefusedAttempts(runner, clock);
  const answer = new SubmissionAnswer(reader);
  const policies = new GoverningPolicies(log, rpc);
  return {
    ...{ clock, rpc, runner, reader, attempts },
    submitting: new SubmitHandler(runner, clock, policies, secondFactor, answer, attempts, unmatched),
    getting: new GetHandler(reader),
    following: new FollowedHandler(reader, log),
    audience: new AudienceHandler(reader),
    submission: new SubmissionHandler(log),
    follower: new OutcomeFollower(runner, clock),
  };
}
export type RequestService = Awaited<ReturnType<typeof requestService>>;
