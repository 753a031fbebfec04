import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { formatPosition, Refusal, requestRpc, whyOf } from '@countersign/contracts';
import type { RequestEvent, RequestView, ResponseOf, SubmitBody, Unmatched } from '@countersign/contracts';
import { foldDecided } from '@countersign/event-log';
import type { CommandContext, CommandResult, Folded, Ran } from '@countersign/event-log';
import { afterAppend, PersonCommands, positionsOf, RefusedAttempts } from '@countersign/service';
import type { DecidedCommand } from '@countersign/service';
import { ACCEPTED_NAMES } from '@countersign/platform';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { RecordedRefusal, requestFold, requestStream, submit } from '@countersign/request-domain';
import type { AccessRequest, Earlier, PendingRequest } from '@countersign/request-domain';
import { assertUnconfusable, ownRequestRefusal, writtenNames } from '@countersign/kernel';
import type { AcceptedNames } from '@countersign/names';
import { loadPending, loadRefusal } from './earlier-submissions.js';
import { GoverningPolicies } from './governing-policies.js';
import { RefusedRepeats } from './refused-repeats.js';
import { RequestReader } from '../request-reader.js';
import { viewOfFresh } from '../request-view.js';

/** Injection token of the `Unmatched` setting. */
export const UNMATCHED = Symbol('Unmatched');

/** Injection token of the number of pending requests that a person may have. */
export const MAX_OPEN_REQUESTS = Symbol('maxOpenRequests');

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
    private readonly attempts: RefusedAttempts,
    @Inject(UNMATCHED) private readonly unmatched: Unmatched,
    @Inject(ACCEPTED_NAMES) private readonly names: AcceptedNames,
    @Inject(MAX_OPEN_REQUESTS) private readonly maxOpenRequests: number,
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
    const requestId = uuidv7();
    const policyFor = this.policies.for(body, call);
    const repeats = new RefusedRepeats(this.attempts, body, call);
    let made: Folded<AccessRequest> | undefined;
    const command: DecidedCommand = {
      operation: 'request.submit',
      target: '',
      payload: body,
      correlationId: requestId,
      aimedAt: { requestId: null, resource: body.resource, account: body.account },
      decide: async (loader, acting, context) => {
        assertUnconfusable(writtenNames(body), this.names);
        const policy = await policyFor(context.command.id);
        const asked = { ...body, requestId, requester: call.caller };
        const { acted, earlier } = policy
          ? await loadPending(loader, asked, acting)
          : await loadRefusal(loader, asked, acting, repeats);
        const { unmatched, maxOpenRequests } = this;
        const events = submit({ requestId, body, policy }, earlier, { ...acted, unmatched, maxOpenRequests });
        made = madeRequest(requestId, events, context);
        return { events, result: resultOf(requestId, events, earlier) };
      },
    };
    const ran = await repeats.counting(() => this.commands.run(command, call));
    const representation = await afterAppend(ran, () => this.answer.representation(ran, call, made));
    return { status: ran.result.status, positions: positionsOf('request', ran.appended), representation };
  }
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

function resultOf(requestId: string, events: RequestEvent[], { refusal }: Earlier): CommandResult {
  // A repeat of a refusal has no events. Its answer is the first refusal.
  if (!events.length && refusal) return { status: 403, code: null, ids: { requestId: refusal.requestId } };
  const refused = events.find((event) => event.type === 'request.refused');
  return { status: refused ? 403 : 201, code: refused?.data.code ?? null, ids: { requestId } };
}
