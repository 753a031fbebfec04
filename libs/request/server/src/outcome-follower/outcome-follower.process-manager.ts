import { Inject, Injectable } from '@nestjs/common';
import type { ApprovalOutcomeEvent, RecordedEvent } from '@countersign/contracts';
import { processCommand } from '@countersign/event-log';
import type { Decided, DecideRunner, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, appendsTo } from '@countersign/messaging';
import type { ProcessManager } from '@countersign/messaging';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import { followOutcome, requestFold, requestStream, slotFold, slotStream } from '@countersign/request-domain';

/** The request follows its approval: ends as that did, gives its place back, and an approved one is granted access. */
@Injectable()
export class OutcomeFollower implements ProcessManager {
  readonly name = 'outcome-follower';
  readonly log = 'approval';

  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async handle(event: RecordedEvent): Promise<void> {
    if (!isOutcome(event)) return;
    const outcome = event as ApprovalOutcomeEvent;
    const context = {
      command: processCommand(this.name, event.id, 0),
      actor: { kind: 'service', id: 'request' } as const,
      correlationId: event.correlationId,
      causationId: event.id,
      traceparent: event.traceparent,
    };
    await this.runner.run(context, (loader) => this.follow(outcome, loader));
  }

  private async follow(outcome: ApprovalOutcomeEvent, loader: Loader): Promise<Decided> {
    const { requestId } = outcome.data;
    const request = await loader.load(requestStream(requestId), requestFold);
    if (request.state.status === 'none')
      throw new Error(`the request ${requestId} of an approval is not in the log`);
    const slot = await loader.load(slotStream(request.state.facts), slotFold);
    const followed = followOutcome(outcome, request.state, slot.state, this.clock.now());
    return {
      streams: appendsTo([request, followed.request], [slot, followed.slot]),
      result: { status: 200, code: null, ids: { requestId } },
    };
  }
}

const OUTCOMES = ['approval.approved', 'approval.rejected', 'approval.cancelled', 'approval.expired'];

function isOutcome(event: RecordedEvent): event is RecordedEvent<ApprovalOutcomeEvent> {
  return OUTCOMES.includes(event.type);
}
