import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { approvalRpc, policyRpc, reportingRpc, requestRpc } from '@countersign/contracts';
import type { Operation, ServiceName } from '@countersign/contracts';
import { parseConfig, platformConfig, PlatformModule } from '@countersign/platform';
import { Call, Handle, Input, PingModule, RpcController, ServiceCall, startService } from '@countersign/rpc';
import type { CallContext, ServiceCallContext } from '@countersign/rpc';

/** What a service was asked. */
export interface Heard {
  subject: string;
  payload: unknown;
  call: Partial<CallContext> & ServiceCallContext;
}

type Answer = (payload: unknown, call: Heard['call']) => unknown;

/** What the services answer, and what they heard: a test sets the one and reads the other. */
export class Script {
  readonly heard: Heard[] = [];
  private readonly answers = new Map<string, Answer>();

  /** From now on the operation is answered so. */
  on(operation: Operation, answer: Answer): void {
    this.answers.set(operation.subject, answer);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the test wants the service to say
  answer(operation: Operation, payload: unknown, call: Heard['call']): Promise<any> {
    this.heard.push({ subject: operation.subject, payload, call });
    return Promise.resolve(this.answers.get(operation.subject)?.(payload, call));
  }
}

/** Doubles of the services, on a real bus and with the real server side of it: the gateway is what is tested. */
@RpcController()
class FakeServices {
  constructor(@Inject(Script) private readonly script: Script) {}

  @Handle(policyRpc.create)
  create(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(policyRpc.create, payload, call);
  }

  @Handle(policyRpc.update)
  update(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(policyRpc.update, payload, call);
  }

  @Handle(policyRpc.delete)
  delete(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(policyRpc.delete, payload, call);
  }

  @Handle(policyRpc.get)
  get(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(policyRpc.get, payload, call);
  }

  @Handle(policyRpc.list)
  list(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(policyRpc.list, payload, call);
  }

  @Handle(requestRpc.submit)
  submit(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(requestRpc.submit, payload, call);
  }

  @Handle(requestRpc.get)
  request(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(requestRpc.get, payload, call);
  }

  @Handle(requestRpc.timeline)
  timeline(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(requestRpc.timeline, payload, call);
  }

  @Handle(requestRpc.rawTimeline)
  rawTimeline(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(requestRpc.rawTimeline, payload, call);
  }

  @Handle(requestRpc.ticketStatus)
  ticketStatus(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(requestRpc.ticketStatus, payload, call);
  }

  @Handle(requestRpc.jwks)
  jwks(@Input() payload: unknown, @ServiceCall() call: ServiceCallContext) {
    return this.script.answer(requestRpc.jwks, payload, call);
  }

  @Handle(approvalRpc.cancel)
  cancel(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(approvalRpc.cancel, payload, call);
  }

  @Handle(reportingRpc.requests)
  requests(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(reportingRpc.requests, payload, call);
  }

  @Handle(reportingRpc.checkOuts)
  checkOuts(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(reportingRpc.checkOuts, payload, call);
  }

  @Handle(reportingRpc.summary)
  summary(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(reportingRpc.summary, payload, call);
  }

  @Handle(reportingRpc.me)
  me(@Input() payload: unknown, @Call() call: CallContext) {
    return this.script.answer(reportingRpc.me, payload, call);
  }
}

/** The one operation of the request service that notices need: for a bus on which it may listen to its own alone. */
@RpcController()
export class FakeAudiences {
  constructor(@Inject(Script) private readonly script: Script) {}

  @Handle(requestRpc.audience)
  audience(@Input() payload: unknown, @ServiceCall() call: ServiceCallContext) {
    return this.script.answer(requestRpc.audience, payload, call);
  }
}

@Module({})
class FakeServicesModule {}

/** One process that answers for all of them, under the name of one. */
export async function startFakeServices(
  name: ServiceName,
  env: Record<string, string>,
  logTo: { write(line: string): void },
  controller: Type = FakeServices,
): Promise<{ app: INestApplication; script: Script }> {
  const script = new Script();
  const config = parseConfig(platformConfig, { ...env, HTTP_PORT: '0', LOG_LEVEL: 'debug' });
  const module: DynamicModule = {
    module: FakeServicesModule,
    imports: [PlatformModule.forService({ name, config, logTo }), PingModule.forService(name)],
    controllers: [controller],
    providers: [{ provide: Script, useValue: script }],
  };
  return { app: await startService(module, config), script };
}
