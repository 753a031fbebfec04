import type { NatsContext } from '@nestjs/microservices';
import type { ExecutionContext } from '@nestjs/common';
import { rpcHeaders } from '@countersign/contracts';
import type { Caller, Origin } from '@countersign/contracts';
import { traceOf } from '../logging/trace.js';
import type { Trace } from '../logging/trace.js';

/** One message from another service while it is being handled. */
export interface RpcCall {
  trace: Trace;
  idempotencyKey: string | null;
  /** As it came; verified by the guard of `person` and `broker` operations. */
  authorization: string | null;
  origin: Origin;
  /** Set by the guard. */
  verified?: { caller: Caller; token: string };
}

const calls = new WeakMap<object, RpcCall>();

/** The call a message makes; read from its headers when first asked for. */
export function callOf(context: ExecutionContext): RpcCall {
  const message = context.switchToRpc().getContext<NatsContext>();
  const known = calls.get(message);
  if (known) return known;
  const call = readCall(message.getHeaders() as Headers | undefined);
  calls.set(message, call);
  return call;
}

/** What is used of the NATS headers. */
interface Headers {
  get(name: string): string;
}

function readCall(headers: Headers | undefined): RpcCall {
  const header = (name: string) => headers?.get(name) || null;
  return {
    trace: traceOf(header(rpcHeaders.requestId), header(rpcHeaders.traceparent)),
    idempotencyKey: header(rpcHeaders.idempotencyKey),
    authorization: header(rpcHeaders.authorization),
    origin: { address: header(rpcHeaders.address), userAgent: decoded(header(rpcHeaders.userAgent)) },
  };
}

/** Percent-decoded; null where that is not possible. */
function decoded(text: string | null): string | null {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return null;
  }
}
