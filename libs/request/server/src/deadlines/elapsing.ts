import { Inject, Injectable } from '@nestjs/common';
import { processCommand, Turnstile } from '@countersign/event-log';
import type { Decided, DecideRunner, Loader, Ran } from '@countersign/event-log';
import { DECIDE_RUNNER, serviceCommand } from '@countersign/service';
import type { DueDeadline, DueHandler } from '@countersign/consumers';
import {
  accountFold,
  accountStream,
  elapse,
  holdsAccount,
  requestFold,
  requestStream,
} from '@countersign/request-domain';

/**
 * Records that the time of an access has come: its start, or its end. Those of one account take turns: windows often
 * end together, all of them write the account's stream, and each would find the version of the one before it gone.
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
    return { events: elapse(request.state, now), result: { status: 200, code: null, ids: { requestId } } };
  }
}
