import { Inject, Injectable } from '@nestjs/common';
import { samePerson } from '@countersign/contracts';
import type { Caller, You } from '@countersign/contracts';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER } from '@countersign/service';
import { accountFold, accountStream, concernsAccount, whatMayDo } from '@countersign/request-domain';
import type { GrantedRequest } from '@countersign/request-domain';
import { whyNotPending } from './request-view.js';

/** Reads what there is to know of an access beside its request. */
@Injectable()
export class AccessReader {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  /** What the caller may do with the access now; to others than its requester, `why` speaks of the request. */
  async you(caller: Caller, request: GrantedRequest, now: Date): Promise<You> {
    const account = concernsAccount(caller, request)
      ? (await this.runner.read(accountStream(request.facts), accountFold)).state
      : accountFold.initialState;
    const you = whatMayDo(caller, request, account, now);
    if (samePerson(caller, request.facts.requester)) return you;
    return { ...you, why: { code: 'not-pending', detail: whyNotPending(request) } };
  }
}
