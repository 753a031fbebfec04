import { Positions } from './positions.js';
import { problemOf, Unreachable } from './problem.js';
import { retryDelay } from './retry-policy.js';
import { stepUpOf } from './step-up.js';
import type { StepUp } from './step-up.js';

/** What a client of the API brings along. */
export interface TransportOptions {
  /** The person's access token; asked for before each call. */
  token: () => Promise<string>;
  /** Signs the person in more strongly, and gives the token to go on with; without it the refusal stands. */
  stepUp?: (wanted: StepUp) => Promise<string>;
  /** Where writes were; give one to share or keep it. */
  positions?: Positions;
  fetch?: (request: Request) => Promise<Response>;
  pause?: (ms: number) => Promise<void>;
}

/** How long an answer may take to begin: above the longest the API itself waits (30 s). */
const ANSWER_WITHIN_MS = 45_000;

const pauseFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A `fetch` that signs in, tries again what may pass, never does a command twice, and throws problems. */
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
    const response = await this.trying(prepared, await this.options.token());
    if (response.ok) return this.noted(response);
    const { stepUp } = this.options;
    const wanted = stepUpOf(response.headers.get('www-authenticate'));
    if (response.status !== 401 || !wanted || !stepUp) throw await this.refused(response);
    await response.body?.cancel();
    // The same key: the command was refused before anything was appended, so it is decided afresh.
    const again = await this.trying(prepared, await stepUp(wanted));
    if (!again.ok) throw await this.refused(again);
    return this.noted(again);
  }

  /** One key per command, kept over all its tries: a try whose answer was lost is answered, not done again. */
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

  private async trying(request: Request, token: string): Promise<Response> {
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

  /** The answer, or why there is none. @throws what the caller itself stopped it with */
  private async once(request: Request): Promise<unknown> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('no answer in time')), ANSWER_WITHIN_MS);
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

  /** A refusal may be on record too, and say where. */
  private refused(response: Response) {
    return problemOf(this.noted(response));
  }
}
