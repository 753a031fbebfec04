import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { approvalRpc, NotFound } from '@countersign/contracts';
import type { RequestView } from '@countersign/contracts';
import { DECIDE_RUNNER, RPC_CLIENT, onBehalfOf, WHILE_ASKED } from '@countersign/messaging';
import type { RpcClient } from '@countersign/messaging';
import type { DecideRunner, Folded } from '@countersign/event-log';
import { CLOCK } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import { maySee, requestFold, requestStream } from '@countersign/request-domain';
import type {
  AccessRequest,
  EndedRequest,
  GrantedRequest,
  UnmatchedRequest,
} from '@countersign/request-domain';
import { AccessReader } from './access-reader.js';
import { viewOfEnded, viewOfRefused, viewOfUnmatched } from './request-view.js';

/** How long a read waits for a request to follow its approval (rule 15). */
const FOLLOW_MS = 2000;

/** Reads requests from the log itself, so that an answer is always current. */
@Injectable()
export class RequestReader {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly access: AccessReader,
  ) {}

  read(id: string): Promise<Folded<AccessRequest>> {
    return this.runner.read(requestStream(id), requestFold);
  }

  /**
   * The request as it is now. While it is pending its approval knows more, so that is asked; one that has ended
   * is waited for, up to 2 s, until the request has followed.
   * @param followed - the caller knows that it has ended
   * @throws NotFound when there is none or the caller may not see it
   * @throws Unavailable when it is pending and the approval service does not answer
   */
  async view(id: string, call: CallContext, followed = false): Promise<RequestView> {
    const found = await this.read(id);
    if (!maySee(call.caller, found.state)) throw new NotFound('request');
    const known = (await this.ended(found, call)) ?? (followed ? await this.untilEnded(id, call) : null);
    if (known) return known;
    const seen = await this.rpc.call(approvalRpc.get, { id }, onBehalfOf(call), WHILE_ASKED);
    const waited = seen.outcome === null || followed ? null : await this.untilEnded(id, call);
    return waited ?? seen;
  }

  private async ended(
    { state, version }: Folded<AccessRequest>,
    { caller }: CallContext,
  ): Promise<RequestView | null> {
    if (state.status === 'none' || state.status === 'pending') return null;
    if (state.status === 'refused') return viewOfRefused(state, version);
    const now = this.clock.now();
    const granted = grantedOf(state);
    const you = granted && (await this.access.you(caller, granted, now));
    return state.status === 'unmatched'
      ? viewOfUnmatched(state, version, now, you)
      : viewOfEnded(state, version, now, you);
  }

  private async untilEnded(id: string, call: CallContext): Promise<RequestView | null> {
    const until = performance.now() + FOLLOW_MS;
    for (let wait = 2; performance.now() < until; wait = Math.min(2 * wait, 100)) {
      const ended = await this.ended(await this.read(id), call);
      if (ended) return ended;
      await pause(wait);
    }
    return null;
  }
}

/** The request with its access; null where it has none. */
function grantedOf(request: EndedRequest | UnmatchedRequest): GrantedRequest | null {
  if (request.status !== 'approved' && request.status !== 'unmatched') return null;
  return request.access && { ...request, access: request.access };
}
