import type { Operation, Origin, RequestInputOf, ResponseOf } from '@countersign/contracts';

/** What travels with a call: the caller's token (for `person` operations) and the trace. */
export interface CallMetadata {
  /** The raw access token, without `Bearer `. */
  token?: string | undefined;
  requestId: string;
  traceparent?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
  /** Where a person's call came from, as the gateway saw it. */
  origin?: Origin | undefined;
}

/** Typed request-reply over Nest's NATS transport. */
export interface RpcClient {
  /**
   * @throws Refusal the same refusal that the service answered with (code, status, sentence, data, errors)
   * @throws Unavailable when there is no answer within the timeout (default 5 s), or at once when nobody listens
   */
  call<O extends Operation>(
    operation: O,
    payload: RequestInputOf<O>,
    metadata: CallMetadata,
    options?: { timeoutMs?: number },
  ): Promise<ResponseOf<O>>;
}
