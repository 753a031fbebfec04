import type { Unmatched } from '@countersign/contracts';
import { createDecideRunner } from '@countersign/event-log';
import type { EventLog } from '@countersign/event-log';
import { CommandGate, GatedEventLog } from '@countersign/mirror';
import { ScriptedRpc } from '@countersign/rpc';
import { PersonCommands, RefusedAttempts } from '@countersign/service';
import type { FixedClock } from '@countersign/platform';
import type { AcceptedNames } from '@countersign/names';
import { parseConfig, platformConfig, SecondFactor } from '@countersign/platform';
import { requestStreamsOf } from '@countersign/request-domain';
import { AccessCommands } from '../access-commands.js';
import { AccessReader, RequestReader } from '../request-reader.js';
import { AudienceHandler } from '../audience/audience.handler.js';
import { CheckInHandler } from '../check-in/check-in.handler.js';
import { CheckOutHandler } from '../check-out/check-out.handler.js';
import { Elapsing } from '../deadlines/access-deadlines.js';
import { FollowedNotices } from '../followed-notices.js';
import type { NoticeBus } from '../followed-notices.js';
import { GetHandler } from '../get/get.handler.js';
import { WithApprovalHandler } from '../with-approval/with-approval.handler.js';
import { OutcomeFollower } from '../outcome-follower/outcome-follower.process-manager.js';
import { RevokeHandler } from '../revoke/revoke.handler.js';
import type { SigningKeys } from '../signing-keys/signing-keys.js';
import { SubmissionHandler } from '../submission/submission.handler.js';
import { GoverningPolicies } from '../submit/governing-policies.js';
import { SubmissionAnswer, SubmitHandler } from '../submit/submit.handler.js';
import { TicketSigner } from '../tickets/ticket-signer.js';
import { TicketStatusHandler } from '../ticket-status/ticket-status.handler.js';
import { TimelineHandler } from '../timeline/timeline.handler.js';

const config = parseConfig(platformConfig, { OIDC_ISSUER: 'https://id.example', HTTP_PORT: '0' });
const tickets = { issuer: 'https://countersign.example', audience: 'tickets', lifetimeSeconds: 900 };

/** What an instance works with. */
interface InstanceParts {
  log: EventLog;
  clock: FixedClock;
  keys: Pick<SigningKeys, 'signWith'>;
  bus: NoticeBus;
  unmatched?: Unmatched | undefined;
  names?: AcceptedNames | undefined;
  maxOpenRequests?: number | undefined;
}

/** An instance of the request service without its transport: caches and connections of its own. */
export function requestInstance({
  log,
  clock,
  keys,
  bus,
  unmatched = { outcome: 'refused' },
  names = 'restricted',
  maxOpenRequests = 1000,
}: InstanceParts) {
  const gate = new CommandGate();
  gate.open();
  const gated = new GatedEventLog(log, gate);
  const runner = createDecideRunner(gated, { streamsOf: requestStreamsOf });
  const rpc = new ScriptedRpc();
  const notices = new FollowedNotices(bus);
  notices.onApplicationBootstrap();
  const reader = new RequestReader(runner, rpc, clock, new AccessReader(runner), notices);
  const secondFactor = new SecondFactor({ name: 'request', config });
  const attempts = new RefusedAttempts(runner, clock);
  const answer = new SubmissionAnswer(reader);
  const policies = new GoverningPolicies(gated, rpc);
  const personCommands = new PersonCommands(runner, clock, secondFactor, attempts);
  const commands = new AccessCommands(personCommands, reader);
  return {
    log,
    clock,
    rpc,
    gate,
    runner,
    reader,
    attempts,
    notices,
    submitting: new SubmitHandler(
      personCommands,
      policies,
      answer,
      attempts,
      unmatched,
      names,
      maxOpenRequests,
    ),
    getting: new GetHandler(reader),
    withApproval: new WithApprovalHandler(reader, gated),
    timeline: new TimelineHandler(reader, gated, rpc),
    audience: new AudienceHandler(reader),
    submission: new SubmissionHandler(gated),
    follower: new OutcomeFollower(runner, clock, notices),
    checkingOut: new CheckOutHandler(commands, reader, new TicketSigner(keys, tickets)),
    checkingIn: new CheckInHandler(commands),
    revoking: new RevokeHandler(commands),
    tickets: new TicketStatusHandler(runner, clock, reader, gate),
    elapsing: new Elapsing(runner),
  };
}
export type RequestInstance = ReturnType<typeof requestInstance>;
