import { Inject, Injectable } from '@nestjs/common';
import { processCommand, Turnstile } from '@countersign/event-log';
import type { Decided, DecideRunner, Loader, Ran } from '@countersign/event-log';
import { appendsTo, DECIDE_RUNNER } from '@countersign/messaging';
import type { DueDeadline, DueHandler } from '@countersign/messaging';
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
    const actor = { kind: 'service', id: 'request' } as const;
    const context = { command, actor, correlationId, causationId: eventId, traceparent: null };
    const { state } = await this.runner.read(requestStream(key), requestFold);
    if (state.status === 'none') throw new Error(`the request ${key} is not in the log`);
    const record = (): Promise<Ran> => this.runner.run(context, (loader) => this.decide(key, loader, now));
    await (holdsAccount(state) ? this.turns.pass(accountStream(state.facts), record) : record());
  }

  private async decide(requestId: string, loader: Loader, now: Date): Promise<Decided> {
    const request = await loader.load(requestStream(requestId), requestFold);
    if (request.state.status === 'none') throw new Error(`the request ${requestId} is not in the log`);
    const result = { status: 200, code: null, ids: { requestId } };
    if (!holdsAccount(request.state)) {
      const events = elapse(request.state, accountFold.initialState, now);
      return { streams: appendsTo([request, events.request]), result };
    }
    const account = await loader.load(accountStream(request.state.facts), accountFold);
    const events = elapse(request.state, account.state, now);
    return { streams: appendsTo([request, events.request], [account, events.account]), result };
  }
}
