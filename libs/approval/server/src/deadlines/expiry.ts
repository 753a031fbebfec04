import { Inject, Injectable } from '@nestjs/common';
import { approvalFold, approvalStream, expire } from '@countersign/approval-domain';
import { processCommand } from '@countersign/event-log';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER, serviceCommand } from '@countersign/service';
import type { DueDeadline, DueHandler } from '@countersign/consumers';

/** Records expiries. */
@Injectable()
export class Expiry implements DueHandler {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  /** Expires the approval, unless it has ended before. */
  async handle({ key: requestId, eventId, correlationId }: DueDeadline, now: Date): Promise<void> {
    const command = processCommand('approval-deadlines', eventId, 0);
    const cause = { correlationId, causationId: eventId, traceparent: null };
    await this.runner.run(serviceCommand('approval', command, cause), async (loader) => {
      const { state } = await loader.load(approvalStream(requestId), approvalFold);
      const events = state.status === 'none' ? [] : expire(state, now);
      if (state.status === 'pending' && !events.length)
        throw new Error(`the deadline of ${requestId} has not come`);
      return { events, result: { status: 200, code: null, ids: { requestId } } };
    });
  }
}
