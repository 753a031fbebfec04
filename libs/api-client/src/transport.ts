import { Positions } from './positions.js';
import { problemOf, stepUpOf, Unreachable } from './problem.js';
import type { StepUp } from './problem.js';

export interface TransportOptions {
  /** The person's access token; asked for before each call. */
  token: () => Promise<string>;
  /** Signs the person in more strongly and returns the new token; without it the refusal is thrown. */
  stepUp?: (wanted: StepUp) => Promise<string>;
  /** The positions of this client's writes; pass an object to share or store them. */
  positions?: Positions;
  fetch?: (request: Request) => Promise<Response>;
  pause?: (ms: number) => Promise<void>;
}

/** Timeout for the start of an answer: above the longest time that the API itself waits (30 s). */
const ANSWER_TIMEOUT_MS = 45_000;

const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 4000;
/** When `Retry-After` is longer than this, the refusal is thrown instead. */
const MAX_RETRY_AFTER_MS = 30_000;
const pauseFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A `fetch` that signs in, retries temporary failures, never executes a command twice, and throws problems. */
export class Transport {
  private readonly positions: Positions;
  private readonly fetch: (request: Request) => Promise<Response>;
  private readonly pause: (ms: number) => Promise<void>;

  constructor(private readonly options: TransportOptions) {
    this.positions = options.positions ?? new Positions();
    this.fetch = options.fetch ?? ((request) => fetch(request));
    this.pause = options.pause ?? pauseFor;
  }

  /**
   * @returns the answer, a success
   * @throws ApiProblem when the API refuses; Unreachable when nothing answers
   */
  async send(request: Request): Promise<Response> {
    const prepared = this.prepared(request);
    const response = await this.withRetries(prepared, await this.options.token());
    if (response.ok) return this.noted(response);
    const { stepUp } = this.options;
    const wanted = stepUpOf(response.headers.get('www-authenticate'));
    if (response.status !== 401 || !wanted || !stepUp) throw await this.refused(response);
    await response.body?.cancel();
    // With the same key: the refusal came before anything was appended, so the server decides the command again.
    const again = await this.withRetries(prepared, await stepUp(wanted));
    if (!again.ok) throw await this.refused(again);
    return this.noted(again);
  }

  /** One key per command for all its attempts: when an answer was lost, the server repeats it instead of the command. */
  private prepared(request: Request): Request {
    const prepared = request.clone();
    const position = this.positions.header();
    if (request.method === 'GET') {
      if (position !== null) prepared.headers.set('countersign-position', position);
    } else if (!prepared.headers.has('idempotency-key')) {
      prepared.headers.set('idempotency-key', crypto.randomUUID());
    }
    return prepared;
  }

  private async withRetries(request: Request, token: string): Promise<Response> {
    request.headers.set('authorization', `Bearer ${token}`);
    for (let attempt = 1; ; attempt++) {
      const result = await this.once(request);
      const response = result instanceof Response ? result : null;
      const retryAfter = response?.headers.get('retry-after') ?? null;
      const delay = retryDelay({ attempt, status: response?.status ?? null, retryAfter }, Math.random());
      if (delay === null) {
        if (response) return response;
        throw new Unreachable(new URL(request.url).origin, result);
      }
      await response?.body?.cancel();
      await this.pause(delay);
    }
  }

  /** The answer, or the error that prevented it. @throws the caller's own reason for aborting */
  private async once(request: Request): Promise<unknown> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('no answer in time')), ANSWER_TIMEOUT_MS);
    try {
      const signal = AbortSignal.any([request.signal, late.signal]);
      return await this.fetch(new Request(request.clone(), { signal }));
    } catch (error) {
      if (request.signal.aborted) throw error;
      return error;
    } finally {
      clearTimeout(timer);
    }
  }

  private noted(response: Response): Response {
    this.positions.note(response.headers.get('countersign-position'));
    return response;
  }

  /** A recorded refusal has a position, too. */
  private refused(response: Response) {
    return problemOf(this.noted(response));
  }
}

/** The end of an attempt. */
export interface Attempt {
  /** 1 for the first attempt. */
  attempt: number;
  /** Null when there was no answer. */
  status: number | null;
  /** The header as received. */
  retryAfter: string | null;
}

/**
 * The delay before the next attempt in ms; null for no retry. Only temporary failures are retried (no answer, 429,
 * 503), not before `Retry-After`, and up to a quarter later, so that many clients do not return at once. Pure.
 * @param random - 0 to 1
 */
export function retryDelay({ attempt, status, retryAfter }: Attempt, random: number): number | null {
  if (attempt >= MAX_ATTEMPTS || (status !== null && status !== 429 && status !== 503)) return null;
  const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), MAX_BACKOFF_MS);
  const asked = secondsOf(retryAfter) * 1000;
  if (asked > MAX_RETRY_AFTER_MS) return null;
  return Math.round(Math.max(backoff, asked) * (1 + random / 4));
}

/** The API sends seconds; a date from a proxy is ignored. */
function secondsOf(retryAfter: string | null): number {
  return retryAfter !== null && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : 0;
}
