import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { formatPosition, Refusal, requestRpc, whyOf } from '@countersign/contracts';
import type {
  About,
  RequestEvent,
  RequestView,
  ResponseOf,
  SubmitBody,
  Unmatched,
} from '@countersign/contracts';
import { foldDecided } from '@countersign/event-log';
import type { CommandContext, CommandResult, Folded, Loader, Ran } from '@countersign/event-log';
import { afterAppend, PersonCommands, positionsOf } from '@countersign/service';
import type { DecidedCommand } from '@countersign/service';
import { ACCEPTED_NAMES } from '@countersign/platform';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import {
  openRequestsFold,
  placeFold,
  placeStream,
  RecordedRefusal,
  requesterStream,
  requestFold,
  requestStream,
  submit,
} from '@countersign/request-domain';
import type { AccessRequest, PendingRequest, Place } from '@countersign/request-domain';
import { assertUnconfusable, ownRequestRefusal, writtenNames } from '@countersign/kernel';
import type { AcceptedNames } from '@countersign/names';
import { GoverningPolicies } from './governing-policies.js';
import { RequestReader } from '../request-reader.js';
import { viewOfFresh } from '../request-view.js';

/** Injection token of the `Unmatched` setting. */
export const UNMATCHED = Symbol('Unmatched');

/** The answer of a submission and of its repeats: the present request. */
@Injectable()
export class SubmissionAnswer {
  constructor(private readonly reader: RequestReader) {}

  /**
   * @param made - the request as this run made it; for a repeat the request is read instead
   * @throws RecordedRefusal when no policy governs, the same for every repeat
   */
  async representation(ran: Ran, call: CallContext, made?: Folded<AccessRequest>): Promise<RequestView> {
    const id = ran.result.ids.requestId as string;
    const isNew = ran.appended !== null && !ran.appended.repeated;
    const { state, version } = (isNew && made) || (await this.reader.read(id));
    if (state.status === 'refused') throw new RecordedRefusal(id, state, positionText(ran));
    if (state.status !== 'pending') return this.reader.view(id, call);
    const fresh = freshView(state, version);
    // Nobody has decided yet. The approval is needed only for what requesters may decide on their own requests.
    if (isNew && fresh.you.why) return fresh;
    return this.reader.view(id, call).catch((error: unknown) => {
      // The request is accepted, even if the approval service does not answer.
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

/** `POST /v1/requests` */
@RpcController()
export class SubmitHandler {
  constructor(
    private readonly commands: PersonCommands,
    private readonly policies: GoverningPolicies,
    private readonly answer: SubmissionAnswer,
    @Inject(UNMATCHED) private readonly unmatched: Unmatched,
    @Inject(ACCEPTED_NAMES) private readonly names: AcceptedNames,
  ) {}

  /**
   * @throws NameRefused when a name may be mistaken for another
   * @throws Unavailable when the policy service does not answer: then no request is accepted
   */
  @Handle(requestRpc.submit)
  async submit(
    @Input() body: SubmitBody,
    @Call() call: CallContext,
  ): Promise<ResponseOf<typeof requestRpc.submit>> {
    assertUnconfusable(writtenNames(body), this.names);
    const requestId = uuidv7();
    const policyFor = this.policies.for(body, call);
    let made: Folded<AccessRequest> | undefined;
    const command: DecidedCommand = {
      operation: 'request.submit',
      target: '',
      payload: body,
      correlationId: requestId,
      aimedAt: { requestId: null, resource: body.resource, account: body.account },
      decide: async (loader, acting, context) => {
        const policy = await policyFor(context.command.id);
        const place = await loadPlace(loader, requestId, { requester: call.caller, ...body });
        const submitting = { ...acting(), unmatched: this.unmatched };
        const events = submit({ requestId, body, policy }, place, submitting);
        made = madeRequest(requestId, events, context);
        return { events, result: resultOf(requestId, events) };
      },
    };
    const ran = await this.commands.run(command, call);
    const representation = await afterAppend(ran, () => this.answer.representation(ran, call, made));
    return { status: ran.result.status, positions: positionsOf('request', ran.appended), representation };
  }
}

/** The place of the request. The other streams that its events belong to are loaded for the append. */
async function loadPlace(
  loader: Loader,
  requestId: string,
  names: Pick<About, 'requester' | 'resource' | 'account'>,
): Promise<Place> {
  const [place] = await Promise.all([
    loader.loadNew(placeStream(names), placeFold),
    loader.loadNew(requesterStream(names.requester), openRequestsFold),
    loader.loadNew(requestStream(requestId), requestFold),
  ]);
  return place.state;
}

/** The request as its first events leave it. */
function madeRequest(
  requestId: string,
  events: RequestEvent[],
  context: CommandContext,
): Folded<AccessRequest> {
  return {
    stream: requestStream(requestId),
    state: foldDecided(requestFold, requestFold.initialState, events, context),
    version: events.length,
  };
}

function resultOf(requestId: string, events: RequestEvent[]): CommandResult {
  const refused = events.find((event) => event.type === 'request.refused');
  return { status: refused ? 403 : 201, code: refused?.data.code ?? null, ids: { requestId } };
}
