import { Inject, Injectable } from '@nestjs/common';
import type { ApprovalOutcomeEvent, RecordedEvent } from '@countersign/contracts';
import { processCommand } from '@countersign/event-log';
import type { Decided, DecideRunner, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, decided, serviceCommand } from '@countersign/service';
import type { ProcessManager } from '@countersign/consumers';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import {
  followOutcome,
  openRequestsFold,
  placeFold,
  placeStream,
  requesterStream,
  requestFold,
  requestStream,
} from '@countersign/request-domain';
import { FollowedNotices } from '../followed-notices.js';

/** The request follows its approval: it ends as the approval did, and an approved request is granted access. */
@Injectable()
export class OutcomeFollower implements ProcessManager {
  readonly name = 'outcome-follower';
  readonly log = 'approval';

  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly notices: FollowedNotices,
  ) {}

  async handle(event: RecordedEvent): Promise<void> {
    if (!isOutcome(event)) return;
    const outcome = event as ApprovalOutcomeEvent;
    const { correlationId, id: causationId, traceparent } = event;
    const command = processCommand(this.name, event.id, 0);
    const context = serviceCommand('request', command, { correlationId, causationId, traceparent });
    await this.runner.run(context, (loader) => this.follow(outcome, loader));
    this.notices.give(outcome.data.requestId);
  }

  private async follow(outcome: ApprovalOutcomeEvent, loader: Loader): Promise<Decided> {
    const { data } = outcome;
    const [request] = await Promise.all([
      loader.load(requestStream(data.requestId), requestFold),
      loader.load(placeStream(data), placeFold),
      loader.load(requesterStream(data.requester), openRequestsFold),
    ]);
    const events = followOutcome(outcome, request.state, this.clock.now());
    return decided(events, { requestId: data.requestId });
  }
}

const OUTCOMES = ['approval.approved', 'approval.rejected', 'approval.cancelled', 'approval.expired'];

function isOutcome(event: RecordedEvent): event is RecordedEvent<ApprovalOutcomeEvent> {
  return OUTCOMES.includes(event.type);
}
