import { Inject } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { requestRpc } from '@countersign/contracts';
import type { ResponseOf, SubmitBody, Unmatched } from '@countersign/contracts';
import { afterAppend, foldDecided } from '@countersign/event-log';
import type { CommandContext, DecideRunner, Decided, Folded, Loader } from '@countersign/event-log';
import { DECIDE_RUNNER, RefusedAttempts, personCommand, positionsOf } from '@countersign/service';
import { Call, CLOCK, Handle, Input, RpcController, SecondFactor } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import {
  openRequestsFold,
  placeFold,
  placeStream,
  requesterStream,
  requestFold,
  requestStream,
  submit,
} from '@countersign/request-domain';
import type { AccessRequest, Submit } from '@countersign/request-domain';
import { GoverningPolicies } from './governing-policy.js';
import { SubmissionAnswer } from './submission-answer.js';
import { UNMATCHED } from './unmatched.js';

/** `POST /v1/requests` */
@RpcController()
export class SubmitHandler {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly policies: GoverningPolicies,
    private readonly secondFactor: SecondFactor,
    private readonly answer: SubmissionAnswer,
    private readonly attempts: RefusedAttempts,
    @Inject(UNMATCHED) private readonly unmatched: Unmatched,
  ) {}

  /** @throws Unavailable when the policy service does not answer: then no request is accepted */
  @Handle(requestRpc.submit)
  async submit(
    @Input() body: SubmitBody,
    @Call() call: CallContext,
  ): Promise<ResponseOf<typeof requestRpc.submit>> {
    const requestId = uuidv7();
    const context = personCommand(call, {
      operation: 'request.submit',
      target: '',
      payload: body,
      correlationId: requestId,
    });
    const policy = this.policies.for(body, call, context.command.id);
    const target = { requestId: null, resource: body.resource, account: body.account };
    let made: Folded<AccessRequest> | undefined;
    const ran = await this.attempts.noting({ operation: 'request.submit', target }, call, () =>
      this.runner.run(context, async (loader) => {
        const decided = await this.decide({ requestId, body, policy: await policy() }, loader, call, context);
        made = decided.request;
        return decided;
      }),
    );
    const representation = await afterAppend(ran, () => this.answer.representation(ran, call, made));
    return { status: ran.result.status, positions: positionsOf('request', ran.appended), representation };
  }

  /** What is decided, and the request as it is once that is appended. */
  private async decide(
    command: Submit,
    loader: Loader,
    { caller }: CallContext,
    context: CommandContext,
  ): Promise<Decided & { request: Folded<AccessRequest> }> {
    const { requestId, body } = command;
    const stream = requestStream(requestId);
    const [place] = await Promise.all([
      loader.loadNew(placeStream({ requester: caller, ...body }), placeFold),
      loader.loadNew(requesterStream(caller), openRequestsFold),
      loader.loadNew(stream, requestFold),
    ]);
    const now = this.clock.now();
    const mfa = this.secondFactor.proof(caller, now);
    const events = this.secondFactor.asking(() =>
      submit(command, place.state, { caller, now, mfa, unmatched: this.unmatched }),
    );
    const refused = events.find((event) => event.type === 'request.refused');
    return {
      events,
      result: { status: refused ? 403 : 201, code: refused?.data.code ?? null, ids: { requestId } },
      request: {
        stream,
        state: foldDecided(requestFold, requestFold.initialState, events, context),
        version: events.length,
      },
    };
  }
}
