import { requestRpc } from '@countersign/contracts';
import type { Jwks } from '@countersign/contracts';
import type { CallMetadata, RpcClient } from '@countersign/rpc';

/** How long an answer or a failure is reused, in milliseconds. */
const FRESH_MS = 5_000;
/** Short, because verifiers are waiting and the last known set can be returned instead. */
const CALL_OPTIONS = { timeoutMs: 2_000 };

/**
 * The key set of the request service, cached for 5 s and shared by concurrent calls. While the service does not answer,
 * the last known set is returned: tickets can be verified even when none can be signed.
 */
export class KeySet {
  private known: Jwks | undefined;
  private asked: { answer: Promise<Jwks>; at: number } | undefined;

  /** @param monotonic - a monotonic clock in milliseconds */
  constructor(
    private readonly rpc: RpcClient,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** @throws Unavailable until a set is known */
  async current(call: CallMetadata): Promise<Jwks> {
    const now = this.monotonic();
    if (!this.asked || now - this.asked.at >= FRESH_MS) this.asked = { answer: this.ask(call), at: now };
    const { asked } = this;
    try {
      return await asked.answer;
    } catch (error) {
      // Without a known set the next call asks again at once.
      if (!this.known && this.asked === asked) this.asked = undefined;
      throw error;
    }
  }

  private async ask(call: CallMetadata): Promise<Jwks> {
    try {
      this.known = await this.rpc.call(requestRpc.jwks, {}, call, CALL_OPTIONS);
    } catch (error) {
      if (!this.known) throw error;
    }
    return this.known;
  }
}
