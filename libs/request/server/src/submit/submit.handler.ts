import { Inject } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { requestRpc } from '@countersign/contracts';
import type { RequestEvent, ResponseOf, SubmitBody, Unmatched } from '@countersign/contracts';
import { afterAppend } from '@countersign/event-log';
import type { DecideRunner, Decided, Folded, Loader } from '@countersign/event-log';
import {
  DECIDE_RUNNER,
  RefusedAttempts,
  appendsTo,
  personCommand,
  positionsOf,
} from '@countersign/messaging';
import { Call, CLOCK, Handle, Input, RpcController, SecondFactor } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import { requestFold, requestStream, slotFold, slotStream, submit } from '@countersign/request-domain';
import type { AccessRequest, Slot, Submit } from '@countersign/request-domain';
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

  /** @throws Unavailable when the policy service does not answer: then no request is accepted (rule 4) */
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
        const decided = await this.decide({ requestId, body, policy: await policy() }, loader, call);
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
  ): Promise<Decided & { request: Folded<AccessRequest> }> {
    const { requestId, body } = command;
    const request = { stream: requestStream(requestId), state: requestFold.initialState, version: 0 };
    const slot = await loader.load(slotStream({ requester: caller, ...body }), slotFold);
    const open = await holderOf(slot.state, loader);
    const now = this.clock.now();
    const mfa = this.secondFactor.proof(caller, now);
    const context = { caller, now, mfa, unmatched: this.unmatched };
    const events = this.secondFactor.asking(() => submit(command, open, context));
    const refused = events.request.find((event) => event.type === 'request.refused');
    return {
      streams: appendsTo([request, events.request], [slot, events.slot]),
      result: { status: refused ? 403 : 201, code: refused?.data.code ?? null, ids: { requestId } },
      request: after(request, events.request),
    };
  }
}

function after(request: Folded<AccessRequest>, events: RequestEvent[]): Folded<AccessRequest> {
  const state = events.reduce((before, event) => requestFold.evolve(before, event), request.state);
  return { ...request, state, version: request.version + events.length };
}

/** The request that holds the place of requester, resource and account. */
async function holderOf(slot: Slot, loader: Loader): Promise<AccessRequest> {
  if (slot.status === 'free') return requestFold.initialState;
  return (await loader.load(requestStream(slot.requestId), requestFold)).state;
}
