import { randomUUID } from 'node:crypto';

/** An answer of the gateway: status, headers and the parsed body. */
export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** Further headers of a call. */
export interface CallOptions {
  key?: string;
  ifMatch?: string;
  atLeast?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

/** One person at the gateway, with plain HTTP like curl. */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string | null,
  ) {}

  get<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
    return this.call<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body: unknown = {}, options: CallOptions = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, JSON.stringify(body), options);
  }

  put<T>(path: string, body: unknown, options: CallOptions = {}): Promise<Answer<T>> {
    return this.call<T>('PUT', path, JSON.stringify(body), options);
  }

  delete<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
    return this.call<T>('DELETE', path, undefined, options);
  }

  /** Sends a body exactly as given, even a malformed body. */
  async call<T>(
    method: string,
    path: string,
    body: string | undefined,
    options: CallOptions = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.key ? { 'idempotency-key': options.key } : {}),
        ...(options.ifMatch ? { 'if-match': options.ifMatch } : {}),
        ...(options.atLeast ? { 'countersign-position': options.atLeast } : {}),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(options.timeoutMs ?? 15_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) as T };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Problem details (RFC 9457). */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: { path: string; message: string }[];
}

/** The policy of the README: the manager, then two of security. */
export function twoStepPolicy(name = `production-db-${randomUUID().slice(0, 8)}`, resource = 'prod-*') {
  return {
    name,
    conditions: [{ resourceNames: [resource], accountNames: ['*-admin'] }],
    maxAccessDuration: 'PT4H',
    steps: [
      { name: 'Manager Review', approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
      {
        name: 'Security Review',
        approvers: [{ type: 'group', id: 'security' }],
        requiredApprovals: 2,
      },
    ],
  };
}
