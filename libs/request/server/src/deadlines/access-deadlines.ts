import { Inject, Injectable } from '@nestjs/common';
import type { AccessEvent, RecordedEvent } from '@countersign/contracts';
import { DeadlineProjection } from '@countersign/consumers';
import { DECIDE_RUNNER, decided, serviceCommand } from '@countersign/service';
import type { DeadlineChange, DueDeadline, DueHandler } from '@countersign/consumers';
import { processCommand, Turnstile } from '@countersign/event-log';
import type { Decided, DecideRunner, Loader, Ran } from '@countersign/event-log';
import {
  accountFold,
  accountStream,
  elapse,
  holdsAccount,
  requestFold,
  requestStream,
} from '@countersign/request-domain';

/** An access has one deadline at a time: first the start of a window that was granted ahead, then the end. */
export function deadlineOf(event: RecordedEvent): DeadlineChange | null {
  const { type, data } = event as unknown as AccessEvent;
  switch (type) {
    case 'access.granted':
      return set(data.requestId, data.scheduled ? data.startsAt : data.endsAt);
    case 'access.opened':
    case 'access.checked_out':
      return set(data.requestId, data.endsAt);
    case 'access.checked_in':
    case 'access.ended':
    case 'access.revoked':
      return { kind: 'clear', key: data.requestId };
    default:
      return null;
  }
}

const set = (key: string, dueAt: string): DeadlineChange => ({ kind: 'set', key, dueAt });

/** The next deadline of every access that stands. */
@Injectable()
export class AccessDeadlines extends DeadlineProjection {
  constructor() {
    super('request', deadlineOf);
  }
}

/**
 * Records the start or the end of an access when its time has come. Accesses of one account take turns: windows often
 * end together, and all of them write to the account's stream, so they would conflict with each other.
 */
@Injectable()
export class Elapsing implements DueHandler {
  private readonly turns = new Turnstile();

  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  async handle({ key, eventId, correlationId }: DueDeadline, now: Date): Promise<void> {
    const command = processCommand('access-deadlines', eventId, 0);
    const context = serviceCommand('request', command, {
      correlationId,
      causationId: eventId,
      traceparent: null,
    });
    const { state } = await this.runner.read(requestStream(key), requestFold);
    if (state.status === 'none') throw new Error(`the request ${key} is not in the log`);
    const record = (): Promise<Ran> => this.runner.run(context, (loader) => this.decide(key, loader, now));
    await (holdsAccount(state) ? this.turns.pass(accountStream(state.facts), record) : record());
  }

  private async decide(requestId: string, loader: Loader, now: Date): Promise<Decided> {
    const request = await loader.load(requestStream(requestId), requestFold);
    if (request.state.status === 'none') throw new Error(`the request ${requestId} is not in the log`);
    // The end of a check-out belongs to the account's stream, too.
    if (holdsAccount(request.state)) await loader.load(accountStream(request.state.facts), accountFold);
    return decided(elapse(request.state, now), { requestId });
  }
}
