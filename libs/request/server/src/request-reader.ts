import { Inject, Injectable } from '@nestjs/common';
import { approvalRpc, NotFound, Refusal, samePerson } from '@countersign/contracts';
import type { ApprovalState, Caller, RequestView, You } from '@countersign/contracts';
import { DECIDE_RUNNER, RPC_CLIENT } from '@countersign/service';
import { onBehalfOf, WHILE_ASKED } from '@countersign/rpc';
import type { CallContext, RpcClient } from '@countersign/rpc';
import type { DecideRunner, Folded } from '@countersign/event-log';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import {
  accountFold,
  accountStream,
  concernsAccount,
  hasApproval,
  maySee,
  requestFold,
  requestStream,
  whatMayDo,
} from '@countersign/request-domain';
import type {
  AccessRequest,
  EndedRequest,
  GrantedRequest,
  KnownRequest,
  UnmatchedRequest,
} from '@countersign/request-domain';
import { FollowedNotices } from './followed-notices.js';
import { viewOfEnded, viewOfPending, viewOfRefused, viewOfUnmatched, whyNotPending } from './request-view.js';

/** Reads what else concerns an access: the holders of its account. */
@Injectable()
export class AccessReader {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  /** What the caller may do with the access now. For people other than the requester, `why` is about the request. */
  async you(caller: Caller, request: GrantedRequest, now: Date): Promise<You> {
    const account = concernsAccount(caller, request)
      ? (await this.runner.read(accountStream(request.facts), accountFold)).state
      : accountFold.initialState;
    const you = whatMayDo(caller, request, account, now);
    if (samePerson(caller, request.facts.requester)) return you;
    return { ...you, why: { code: 'not-pending', detail: whyNotPending(request) } };
  }
}

type NotPending = Exclude<KnownRequest, { status: 'pending' }>;

/** How long a read waits for a request to follow its approval (rules.md#settled-answer). */
const FOLLOW_MS = 2000;

/** Reads requests from the log itself, so that an answer is always current. */
@Injectable()
export class RequestReader {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly access: AccessReader,
    private readonly notices: FollowedNotices,
  ) {}

  read(id: string): Promise<Folded<AccessRequest>> {
    return this.runner.read(requestStream(id), requestFold);
  }

  /** @throws NotFound when there is no such request, or the caller may not see it */
  async visible(id: string, caller: Caller): Promise<Folded<KnownRequest>> {
    const { stream, state, version } = await this.read(id);
    if (state.status === 'none' || !maySee(caller, state)) throw new NotFound('request');
    return { stream, state, version };
  }

  /**
   * The request as it is now, with its approval as the approval service gives it.
   * @throws NotFound when there is none or the caller may not see it
   * @throws Unavailable when it is pending and the approval service does not answer
   */
  async view(id: string, call: CallContext): Promise<RequestView> {
    const found = await this.visible(id, call.caller);
    const approval = hasApproval(found.state) ? await this.approval(id, found.state, call) : null;
    return this.viewOf(found, approval, call);
  }

  /**
   * The same with an approval that is known already.
   * @throws NotFound as above
   */
  async withApproval(id: string, approval: ApprovalState, call: CallContext): Promise<RequestView> {
    return this.viewOf(await this.visible(id, call.caller), approval, call);
  }

  /**
   * While a request is pending, its status needs the approval service; afterwards only names and comments do. An approval
   * log that may be wrong is no reason to show a request without them.
   */
  private async approval(
    id: string,
    { status }: KnownRequest,
    call: CallContext,
  ): Promise<ApprovalState | null> {
    try {
      return await this.rpc.call(approvalRpc.get, { id }, onBehalfOf(call), WHILE_ASKED);
    } catch (error) {
      const isAway = error instanceof Refusal && error.status === 503 && error.code !== 'log-diverged';
      if (isAway && status !== 'pending') return null;
      throw error;
    }
  }

  /** If the approval has ended, waits until the request has followed. */
  private async viewOf(
    found: Folded<KnownRequest>,
    approval: ApprovalState | null,
    call: CallContext,
  ): Promise<RequestView> {
    const { state, version } = found;
    if (state.status !== 'pending') return this.notPending(state, version, approval, call);
    if (!approval) throw new Error('the view of a pending request needs its approval');
    const { requestId } = state.about;
    const ended =
      approval.outcome === null
        ? null
        : await this.notices.find(requestId, FOLLOW_MS, () => this.ended(requestId));
    return ended
      ? this.notPending(ended.state, ended.version, approval, call)
      : viewOfPending(state, version, approval);
  }

  /** The request once it is no longer pending; until then null. */
  private async ended(id: string): Promise<Folded<NotPending> | null> {
    const { stream, state, version } = await this.read(id);
    return state.status === 'none' || state.status === 'pending' ? null : { stream, state, version };
  }

  private async notPending(
    request: NotPending,
    version: number,
    approval: ApprovalState | null,
    { caller }: CallContext,
  ): Promise<RequestView> {
    if (request.status === 'refused') return viewOfRefused(request, version);
    const now = this.clock.now();
    const granted = grantedOf(request);
    const you = granted && (await this.access.you(caller, granted, now));
    return request.status === 'unmatched'
      ? viewOfUnmatched(request, version, now, you)
      : viewOfEnded(request, version, now, approval, you);
  }
}

/** The request with its access; null where it has none. */
function grantedOf(request: EndedRequest | UnmatchedRequest): GrantedRequest | null {
  if (request.status !== 'approved' && request.status !== 'unmatched') return null;
  return request.access && { ...request, access: request.access };
}
