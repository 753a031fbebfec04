import { positionsOf } from '@countersign/service';
import { Injectable } from '@nestjs/common';
import { formatPosition, Refusal } from '@countersign/contracts';
import type { RequestView } from '@countersign/contracts';
import { ownRequestRefusal, whyOf } from '@countersign/kernel';
import type { Folded, Ran } from '@countersign/event-log';
import type { CallContext } from '@countersign/platform';
import { RecordedRefusal } from '@countersign/request-domain';
import type { AccessRequest, PendingRequest } from '@countersign/request-domain';
import { RequestReader } from '../request-reader.js';
import { viewOfFresh } from '../request-view.js';

/** What a submission answers: the request as it is now, also to a repeat. */
@Injectable()
export class SubmissionAnswer {
  constructor(private readonly reader: RequestReader) {}

  /**
   * @param made - the request as this very run left it; a repeat's is of another time, and is read
   * @throws RecordedRefusal when no policy applied: to every repeat the same
   */
  async representation(ran: Ran, call: CallContext, made?: Folded<AccessRequest>): Promise<RequestView> {
    const id = ran.result.ids.requestId as string;
    const isNew = ran.appended !== null && !ran.appended.repeated;
    const { state, version } = (isNew && made) || (await this.reader.read(id));
    if (state.status === 'refused') throw new RecordedRefusal(id, state, positionText(ran));
    if (state.status !== 'pending') return this.reader.view(id, call);
    const fresh = freshView(state, version);
    // Nobody has decided yet; only what a requester may decide on their own request is the approval's to say.
    if (isNew && fresh.you.why) return fresh;
    return this.reader.view(id, call).catch((error: unknown) => {
      // What is accepted is not undone because the approval service is away.
      if (error instanceof Refusal && error.status === 503) return fresh;
      throw error;
    });
  }
}

function positionText(ran: Ran): string | null {
  return positionsOf('request', ran.appended).map(formatPosition).join(', ') || null;
}

function freshView(request: PendingRequest, version: number): RequestView {
  const refusal = ownRequestRefusal(request.facts.requester, request.policy);
  return viewOfFresh(request, version, { may: ['cancel'], why: refusal && whyOf(refusal) });
}
