import { LRUCache } from 'lru-cache';
import { requestRpc } from '@countersign/contracts';
import type { RequestAudience } from '@countersign/contracts';
import { pause } from '@countersign/timing';
import type { RpcClient } from '@countersign/rpc';

/** Number of requests whose audience is cached. */
const CACHE_SIZE = 5_000;
const MAX_CONCURRENT_CALLS = 16;
const CALL_TIMEOUT_MS = 1_000;
const RETRY_MS = 200;
/** How long a notice waits for the request service to name its audience. */
const MAX_WAIT_MS = 3_000;

/** The audiences of requests, fetched from the request service and cached, because an audience never changes. */
export class Audiences {
  private readonly known: LRUCache<string, RequestAudience>;

  constructor(
    private readonly rpc: RpcClient,
    cacheSize = CACHE_SIZE,
  ) {
    this.known = new LRUCache({ max: cacheSize });
  }

  /**
   * The audience of each request; null for a request that does not exist.
   * @throws Refusal when the request service does not answer within 3 s
   */
  async of(ids: readonly string[]): Promise<Map<string, RequestAudience | null>> {
    const found = new Map<string, RequestAudience | null>();
    const until = performance.now() + MAX_WAIT_MS;
    const wanted = [...new Set(ids)];
    while (wanted.length > 0) {
      const batch = wanted.splice(0, MAX_CONCURRENT_CALLS);
      const audiences = await Promise.all(batch.map((id) => this.audienceOf(id, until)));
      batch.forEach((id, i) => found.set(id, audiences[i] ?? null));
    }
    return found;
  }

  private async audienceOf(id: string, until: number): Promise<RequestAudience | null> {
    return this.known.get(id) ?? this.ask(id, until);
  }

  private async ask(id: string, until: number): Promise<RequestAudience | null> {
    for (;;) {
      try {
        const trace = { requestId: `notice-${id}` };
        const { audience } = await this.rpc.call(requestRpc.audience, { id }, trace, {
          timeoutMs: CALL_TIMEOUT_MS,
        });
        if (audience) this.known.set(id, audience);
        return audience;
      } catch (error) {
        if (performance.now() + RETRY_MS > until) throw error;
        await pause(RETRY_MS);
      }
    }
  }
}
