import { ClientNats, NatsRecordBuilder } from '@nestjs/microservices';
import type { NatsRecord } from '@nestjs/microservices';
import { headers } from '@nats-io/transport-node';
import type { MsgHdrs, NodeConnectionOptions } from '@nats-io/transport-node';
import { firstValueFrom, map, merge, Subject, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import { rpcHeaders } from '@countersign/contracts';
import type { Operation, RequestInputOf, ResponseOf } from '@countersign/contracts';
import { pause } from '../backoff.js';
import type { CallMetadata, RpcClient } from '../rpc-client.js';
import { refusalOf, unanswered, unavailable } from './rpc-failure.js';

const TIMEOUT_MS = 5000;
/** How long the start waits for NATS; later the client connects by itself. */
const START_MS = 2000;

/** The RpcClient over Nest's NATS client: one connection, errors as the service meant them. */
export class NatsRpcClient implements RpcClient {
  private readonly client: ClientNats;
  private readonly disconnected = new Subject<void>();
  private connected = false;

  /** @param options of the connection: user, inbox prefix; see platform's `natsOptions` */
  constructor(options: NodeConnectionOptions) {
    this.client = new ClientNats(options);
    const states: Observable<string> = this.client.status;
    states.subscribe((state) => {
      this.connected = state === 'connected';
      if (!this.connected) this.disconnected.next();
    });
  }

  /** Whether calls have a chance now. */
  get up(): boolean {
    return this.connected;
  }

  /** Connects; resolves when connected, or after 2 s while it goes on trying. */
  async start(): Promise<void> {
    const connected = new AbortController();
    void this.client
      .connect()
      .catch(() => undefined)
      .finally(() => connected.abort());
    await pause(START_MS, connected.signal);
  }

  async stop(): Promise<void> {
    await this.client.close();
  }

  async call<O extends Operation>(
    operation: O,
    payload: RequestInputOf<O>,
    metadata: CallMetadata,
    { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
  ): Promise<ResponseOf<O>> {
    if (!this.connected) throw unavailable(operation);
    const answer = await this.ask(operation, payload, metadata, timeoutMs).catch((error: unknown) => {
      throw refusalOf(operation, error);
    });
    return operation.response.parse(answer) as ResponseOf<O>;
  }

  /** Ends with the first answer, the timeout, or the end of the connection: answers to this one cannot come then. */
  private ask(
    operation: Operation,
    payload: unknown,
    metadata: CallMetadata,
    timeoutMs: number,
  ): Promise<unknown> {
    const lost = this.disconnected.pipe(
      map((): never => {
        throw unanswered(operation);
      }),
    );
    const answers = this.client.send<unknown>(operation.subject, recordOf(payload, metadata));
    return firstValueFrom(merge(answers, lost).pipe(timeout({ first: timeoutMs })));
  }
}

function recordOf(payload: unknown, metadata: CallMetadata): NatsRecord<unknown, MsgHdrs> {
  return new NatsRecordBuilder(payload).setHeaders(headersOf(metadata)).build() as NatsRecord<
    unknown,
    MsgHdrs
  >;
}

function headersOf({ token, requestId, traceparent, idempotencyKey }: CallMetadata): MsgHdrs {
  const made = headers();
  made.set(rpcHeaders.requestId, requestId);
  if (token) made.set(rpcHeaders.authorization, `Bearer ${token}`);
  if (traceparent) made.set(rpcHeaders.traceparent, traceparent);
  if (idempotencyKey) made.set(rpcHeaders.idempotencyKey, idempotencyKey);
  return made;
}
