import { z } from 'zod';
import { logNames } from './event.js';
import type { LogName } from './event.js';

/** The kind of token that an operation accepts. */
export type OperationAccess = 'person' | 'broker' | 'service';

/**
 * One operation between services: subject and shapes. `person` operations carry a person's access token, verified by the
 * service itself, and refuse brokers; a machine that is an auditor may call those that write nothing. `broker` operations
 * accept brokers as well; `service` operations are calls of one service by another, guarded by NATS permissions.
 */
export interface Operation<Request extends z.ZodType = z.ZodType, Response extends z.ZodType = z.ZodType> {
  subject: string;
  access: OperationAccess;
  /** Whether it may append: if so, a missing answer does not mean that nothing was done. */
  writes: boolean;
  request: Request;
  response: Response;
}

const define =
  (access: OperationAccess, prefix: string) =>
  <Request extends z.ZodType, Response extends z.ZodType>(
    name: string,
    request: Request,
    response: Response,
  ): Operation<Request, Response> => ({
    subject: `${prefix}.${name}`,
    access,
    writes: false,
    request,
    response,
  });

/** An operation on behalf of a person: `countersign.rpc.<context>.<name>`. */
export const operation = define('person', 'countersign.rpc');

/** An operation on behalf of a person or of a broker, which is a program with its own token. */
export const brokerOperation = define('broker', 'countersign.rpc');

/** An operation of the gateway that needs no token, because its answer is public. */
export const publicOperation = define('service', 'countersign.rpc');

/**
 * An operation that the gateway calls for itself and not for a person. Only the gateway's NATS user may call it, and
 * the gateway does not pass its answer on unchanged.
 */
export const gatewayOperation = define('service', 'countersign.rpc');

/** An operation that one service offers to another: `countersign.internal.<context>.<name>`. */
export const internalOperation = define('service', 'countersign.internal');

/** The position of a write in its log, so that a read can wait for it: header `Countersign-Position: <log>=<n>`. */
export const logPosition = z.object({ log: z.enum(logNames), position: z.number().int().nonnegative() });
export type LogPosition = z.infer<typeof logPosition>;

/**
 * Answer of a write: HTTP status, the representation, and its positions in the logs: none if nothing was appended, two
 * logs if another context has followed.
 */
const written = <T extends z.ZodType>(representation: T) =>
  z.object({ status: z.number().int(), positions: z.array(logPosition), representation });

/** A command of a person: an operation that appends to a log and returns the position. */
export const command = <Request extends z.ZodType, Representation extends z.ZodType>(
  name: string,
  request: Request,
  representation: Representation,
) => ({ ...operation(name, request, written(representation)), writes: true });

export type RequestOf<O> = O extends Operation<infer R> ? z.output<R> : never;
export type RequestInputOf<O> = O extends Operation<infer R> ? z.input<R> : never;
export type ResponseOf<O> = O extends Operation<z.ZodType, infer R> ? z.output<R> : never;

/** `request=42` */
export function formatPosition({ log, position }: LogPosition): string {
  return `${log}=${position}`;
}

/** Reads `request=42, approval=7`; undefined if the text has another form. */
export function parsePositions(text: string): LogPosition[] | undefined {
  const parsed = text.split(',').map((part) => {
    const [log, position, ...rest] = part.trim().split('=');
    if (rest.length || !/^\d{1,15}$/.test(position ?? '')) return undefined;
    return logPosition.safeParse({ log, position: Number(position) }).data;
  });
  return parsed.every((one) => one !== undefined) ? parsed : undefined;
}

/** The services behind the gateway: each answers a ping and appears in the gateway's readiness. */
export const serviceNames = ['policy', 'request', 'approval', 'reporting'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The state of a service and of each of its dependencies. */
export const pong = z.object({
  service: z.enum(serviceNames),
  ready: z.boolean(),
  dependencies: z.record(z.string(), z.object({ up: z.boolean(), detail: z.string().optional() })),
});
export type Pong = z.infer<typeof pong>;

/**
 * Asks a service for its state over the bus, with the answer of the service's `/readyz`. A service operation on subjects
 * that the gateway may publish to; it reveals nothing that `/readyz` does not.
 */
export const pingRpc = (service: ServiceName) => publicOperation(`${service}.ping`, z.strictObject({}), pong);

/** RFC 9457 problem details as they cross the bus. */
export const problem = z.looseObject({
  code: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

/** Headers of a message between services. */
export const rpcHeaders = {
  authorization: 'authorization',
  requestId: 'x-request-id',
  traceparent: 'traceparent',
  idempotencyKey: 'idempotency-key',
  /** Where the call came from, as the gateway saw it: IP address, and the client's user agent (percent-encoded). */
  address: 'x-client-address',
  userAgent: 'x-client-user-agent',
} as const;

/** Subject on which the instances of a service notify each other of something new. */
export const noticeSubject = (context: LogName): string => `countersign.notice.${context}`;
