import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger, Module } from '@nestjs/common';
import { z } from 'zod';
import { brokerOperation, internalOperation, operation, Refusal } from '@countersign/contracts';
import { Handle, RpcController } from './handle.js';
import { Call, Input, ServiceCall } from './rpc-call.js';
import type { CallContext, ServiceCallContext } from './rpc-call.js';

export const greet = operation(
  'test.greet',
  z.strictObject({ times: z.number().int().max(9), names: z.array(z.string()).default(['you']) }),
  z.object({
    caller: z.string(),
    roles: z.array(z.string()),
    names: z.array(z.string()),
    key: z.string().nullable(),
  }),
);
export const fail = operation(
  'test.fail',
  z.strictObject({ how: z.enum(['refusal', 'defect', 'lie']) }),
  z.null(),
);
/** An operation that writes. */
export const change = { ...operation('test.change', z.strictObject({}), z.null()), writes: true };
export const status = brokerOperation('test.status', z.strictObject({}), z.object({ caller: z.string() }));
export const trace = internalOperation(
  'test.trace',
  z.strictObject({}),
  z.object({ requestId: z.string(), traceparent: z.string().nullable() }),
);

@RpcController()
class GreetingHandler {
  readonly #logger = new Logger('greeting');

  @Handle(greet)
  async greet(@Input() { names }: z.output<typeof greet.request>, @Call() call: CallContext) {
    await nextTurn();
    this.#logger.log({
      msg: 'greeting',
      token: call.token,
      deep: { er: { authorization: `Bearer ${call.token}` } },
    });
    return { caller: call.caller.id, roles: call.caller.roles, names, key: call.idempotencyKey };
  }

  @Handle(fail)
  async fail(@Input() { how }: z.output<typeof fail.request>, @Call() call: CallContext): Promise<null> {
    await nextTurn();
    if (how === 'refusal') throw new Refusal('too-few', 409, 'There are too few.', { least: 2 });
    if (how === 'defect') throw new Error(`relation "event" is corrupt, token ${call.token}`);
    throw Object.assign(new Error('not ours'), { code: 'pretended', status: 200 });
  }

  @Handle(change)
  change(): null {
    return null;
  }

  @Handle(status)
  status(@Call() call: CallContext) {
    return { caller: call.caller.id };
  }

  @Handle(trace)
  trace(@ServiceCall() call: ServiceCallContext) {
    return { requestId: call.requestId, traceparent: call.traceparent };
  }
}

/** What a service could serve: an operation for people, one that fails, one that writes, one for brokers and one for services. */
@Module({ controllers: [GreetingHandler] })
export class GreetingModule {}
