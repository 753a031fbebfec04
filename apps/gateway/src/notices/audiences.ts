import { requestRpc } from '@countersign/contracts';
import type { RequestAudience } from '@countersign/contracts';
import { pause } from '@countersign/timing';
import type { RpcClient } from '@countersign/rpc';

/** Requests whose audience is remembered. */
const REMEMBERED = 5_000;
const AT_ONCE = 16;
const CALL_MS = 1_000;
const AGAIN_MS = 200;
/** How long a notice is held when the request service does not say who may have it. */
const HOLD_MS = 3_000;

/** By whom requests may be seen: asked of the request service once, for it never changes. */
export class Audiences {
  private readonly known = new Map<string, RequestAudience>();

  constructor(
    private readonly rpc: RpcClient,
    private readonly remembered = REMEMBERED,
  ) {}

  /**
   * The audience of each request; nobody (null) of one that does not exist.
   * @throws Refusal when the request service does not tell within 3 s
   */
  async of(ids: readonly string[]): Promise<Map<string, RequestAudience | null>> {
    const found = new Map<string, RequestAudience | null>();
    const until = performance.now() + HOLD_MS;
    const wanted = [...new Set(ids)];
    while (wanted.length > 0) {
      const some = wanted.splice(0, AT_ONCE);
      const audiences = await Promise.all(some.map((id) => this.audienceOf(id, until)));
      some.forEach((id, i) => found.set(id, audiences[i] ?? null));
    }
    return found;
  }

  private async audienceOf(id: string, until: number): Promise<RequestAudience | null> {
    const known = this.known.get(id);
    if (!known) return this.ask(id, until);
    this.remember(id, known);
    return known;
  }

  private async ask(id: string, until: number): Promise<RequestAudience | null> {
    for (;;) {
      try {
        const trace = { requestId: `notice-${id}` };
        const { audience } = await this.rpc.call(requestRpc.audience, { id }, trace, { timeoutMs: CALL_MS });
        if (audience) this.remember(id, audience);
        return audience;
      } catch (error) {
        if (performance.now() + AGAIN_MS > until) throw error;
        await pause(AGAIN_MS);
      }
    }
  }

  /** A Map keeps the order of insertion, so its first key is the one unused for longest. */
  private remember(id: string, audience: RequestAudience): void {
    this.known.delete(id);
    this.known.set(id, audience);
    if (this.known.size <= this.remembered) return;
    const [oldest] = this.known.keys();
    if (oldest !== undefined) this.known.delete(oldest);
  }
}
