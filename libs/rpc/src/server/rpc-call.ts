import { Payload } from '@nestjs/microservices';
import type { NatsContext } from '@nestjs/microservices';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { rpcHeaders } from '@countersign/contracts';
import type { Caller, Origin } from '@countersign/contracts';
import { traceOf } from '@countersign/platform';
import type { Trace } from '@countersign/platform';
import type { CallMetadata } from '../client/rpc-client.js';

/** A call on behalf of a person: the verified caller, the trace, and the origin. */
export interface CallContext {
  caller: Caller;
  /** The verified token, to pass on to another service; never stored or logged. */
  token: string;
  requestId: string;
  traceparent: string | null;
  idempotencyKey: string | null;
  /** The client's address and user agent, as the gateway saw them. */
  origin: Origin;
}

/** A call by another service (internal operations). */
export interface ServiceCallContext {
  requestId: string;
  traceparent: string | null;
}

/** Passes the same caller and trace to another service. */
export function onBehalfOf({ token, requestId, traceparent }: CallContext): CallMetadata {
  return { token, requestId, traceparent };
}

/**
 * Options of a call that is made while a caller waits for this service. It ends before the caller's timeout (5 s), so
 * that the answer can say which service does not answer, and nothing is done after the caller has given up.
 */
export const WHILE_ASKED = { timeoutMs: 2_500 } as const;

/** One message from another service while it is being handled. */
export interface RpcCall {
  trace: Trace;
  idempotencyKey: string | null;
  /** As received; the guard of operations on behalf of a caller verifies it. */
  authorization: string | null;
  origin: Origin;
  /** Set by the guard. */
  verified?: { caller: Caller; token: string };
}

const calls = new WeakMap<object, RpcCall>();

/** The call of a message; its headers are read once. */
export function callOf(context: ExecutionContext): RpcCall {
  const message = context.switchToRpc().getContext<NatsContext>();
  const known = calls.get(message);
  if (known) return known;
  const call = readCall(message.getHeaders() as Headers | undefined);
  calls.set(message, call);
  return call;
}

/** The used part of the NATS headers. */
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

/** Percent-decoded; null when the text is malformed. */
function decoded(text: string | null): string | null {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The validated payload of the operation. */
export const Input = (): ParameterDecorator => Payload();

/** The caller and the trace of a `person` operation: a CallContext. */
export const Call = createParamDecorator((_: unknown, context): CallContext => {
  const { verified, trace, idempotencyKey, origin } = callOf(context);
  if (!verified) throw new Error('@Call() on an operation that is not on behalf of a person');
  return { ...verified, ...trace, idempotencyKey, origin };
});

/** The trace of a `service` operation: a ServiceCallContext. */
export const ServiceCall = createParamDecorator((_: unknown, context): ServiceCallContext => ({
  ...callOf(context).trace,
}));
