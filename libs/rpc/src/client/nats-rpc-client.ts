import { connect, errors, headers } from '@nats-io/transport-node';
import type { MsgHdrs, NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { NotKnownToBeDone, problem, Refusal, rpcHeaders, Unavailable } from '@countersign/contracts';
import type { JsonObject, Operation, RequestInputOf, ResponseOf } from '@countersign/contracts';
import { INTERNAL_PROBLEM } from '@countersign/platform';
import { pause } from '@countersign/timing';
import { ReplyInbox } from './reply-inbox.js';
import type { CallMetadata, RpcClient } from './rpc-client.js';

const TIMEOUT_MS = 5000;
/** How long the start waits for NATS; after that the client keeps connecting in the background. */
const START_MS = 2000;

/** The answer of a Nest service: a response, or what it threw. */
interface NestAnswer {
  response?: unknown;
  err?: unknown;
}

/**
 * The RpcClient for services behind Nest's NATS transport: one connection, and errors as the service sent them. It
 * speaks Nest's format (`{ pattern, data, id }`, answered by `{ response, err, id }`), but with one inbox for all
 * answers; Nest's own client subscribes again for each call.
 */
export class NatsRpcClient implements RpcClient {
  private readonly logger = new Logger('rpc');
  private connection: { nc: NatsConnection; inbox: ReplyInbox } | undefined;
  private connected = false;
  private stopped = false;

  /** @param options of the connection: user and inbox prefix; see `natsOptions` */
  constructor(private readonly options: NodeConnectionOptions) {}

  /** Whether calls can be sent now. */
  get up(): boolean {
    return this.connected;
  }

  /** Connects; resolves when connected, or after 2 s while it keeps trying. */
  async start(): Promise<void> {
    const connected = new AbortController();
    void connect(this.options)
      .then((nc) => this.use(nc))
      .catch((error: unknown) => this.logger.error({ msg: 'no connection for calls', err: error }))
      .finally(() => connected.abort());
    await pause(START_MS, connected.signal);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.lose();
    await this.connection?.nc.close();
  }

  async call<O extends Operation>(
    operation: O,
    payload: RequestInputOf<O>,
    metadata: CallMetadata,
    { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
  ): Promise<ResponseOf<O>> {
    if (!this.connection || !this.connected) throw unavailable(operation);
    const { subject } = operation;
    const data = JSON.stringify({ pattern: subject, data: payload, id: '0' });
    const question = { subject, data, headers: headersOf(metadata) };
    const answer = await this.connection.inbox.ask(question, timeoutMs).catch((error: unknown) => {
      throw refusalOf(operation, error);
    });
    const { response, err } = answer.json<NestAnswer>();
    if (err !== undefined && err !== null) throw refusalOf(operation, err);
    return operation.response.parse(response) as ResponseOf<O>;
  }

  private async use(nc: NatsConnection): Promise<void> {
    if (this.stopped) return nc.close();
    this.connection = { nc, inbox: new ReplyInbox(nc, this.options.inboxPrefix) };
    this.connected = true;
    void this.watch(nc);
  }

  private async watch(nc: NatsConnection): Promise<void> {
    for await (const status of nc.status()) {
      if (status.type === 'error')
        this.logger.error({ msg: 'NATS refused something of a call', err: status.error });
      if (status.type === 'disconnect') this.lose();
      if (status.type === 'reconnect') this.connected = !this.stopped;
    }
    this.lose();
  }

  private lose(): void {
    this.connected = false;
    this.connection?.inbox.abandon();
  }
}

function headersOf({ token, requestId, traceparent, idempotencyKey, origin }: CallMetadata): MsgHdrs {
  const made = headers();
  made.set(rpcHeaders.requestId, requestId);
  if (token) made.set(rpcHeaders.authorization, `Bearer ${token}`);
  if (traceparent) made.set(rpcHeaders.traceparent, traceparent);
  if (idempotencyKey) made.set(rpcHeaders.idempotencyKey, idempotencyKey);
  if (origin?.address) made.set(rpcHeaders.address, origin.address);
  if (origin?.userAgent) made.set(rpcHeaders.userAgent, encodeURIComponent(origin.userAgent));
  return made;
}

/** The service behind an operation: `countersign.rpc.<service>.<name>`. */
const serviceOf = ({ subject }: Operation): string => subject.split('.')[2] ?? subject;

/** The call was not sent: there is no connection to NATS, or nobody listens. */
const unavailable = (operation: Operation): Unavailable =>
  new Unavailable(`The ${serviceOf(operation)} service`);

/** The call was sent and not answered: a command may or may not have been done. */
const unanswered = (operation: Operation): Refusal =>
  operation.writes ? new NotKnownToBeDone(`The ${serviceOf(operation)} service`) : unavailable(operation);

/**
 * The error of a failed call. A problem is the service's own refusal. Any other object comes from a service that failed
 * without saying how. `NoRespondersError` means that nobody listens. Everything else (an error text of the transport,
 * a timeout) means that no answer came.
 */
export function refusalOf(operation: Operation, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const parsed = problem.safeParse(error);
  if (parsed.success) {
    const { code, status, detail, errors, ...data } = parsed.data;
    return new Refusal(code, status, detail, data as JsonObject, errors ?? []);
  }
  if (error instanceof errors.NoRespondersError) return unavailable(operation);
  if (error instanceof Error || typeof error !== 'object' || error === null) return unanswered(operation);
  const { code, status, detail } = INTERNAL_PROBLEM;
  return new Refusal(code, status, detail);
}
