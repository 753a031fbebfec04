import { Inject, Injectable } from '@nestjs/common';
import { approvalFold, approvalStream, expire } from '@countersign/approval-domain';
import { processCommand } from '@countersign/event-log';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER } from '@countersign/messaging';
import type { DueDeadline, DueHandler } from '@countersign/messaging';

/** Records expiries. */
@Injectable()
export class Expiry implements DueHandler {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  /** Expires the approval; afterwards it is over, if it was not before. */
  async handle({ key: requestId, eventId, correlationId }: DueDeadline, now: Date): Promise<void> {
    const command = processCommand('approval-deadlines', eventId, 0);
    const actor = { kind: 'service', id: 'approval' } as const;
    const context = { command, actor, correlationId, causationId: eventId, traceparent: null };
    await this.runner.run(context, async (loader) => {
      const { stream, state, version } = await loader.load(approvalStream(requestId), approvalFold);
      const events = state.status === 'none' ? [] : expire(state, now);
      if (state.status === 'pending' && !events.length)
        throw new Error(`the deadline of ${requestId} has not come`);
      return {
        streams: events.length ? [{ stream, expectedVersion: version, events }] : [],
        result: { status: 200, code: null, ids: { requestId } },
      };
    });
  }
}
