import { requestRpc } from '@countersign/contracts';
import type { Jwks } from '@countersign/contracts';
import type { CallMetadata, RpcClient } from '@countersign/rpc';

/** How long an answer, or a failure, is not asked for again, in milliseconds. */
const FRESH_MS = 5_000;
/** Verifiers wait for it: with a known set at hand there is no reason to let them wait long. */
const PATIENCE = { timeoutMs: 2_000 };

/**
 * The key set of the request service, kept for 5 s and shared by those who ask at once. While the service does not
 * answer, the last known set is given: what was signed can still be verified, also when nothing can be signed.
 */
export class KeySet {
  private known: Jwks | undefined;
  private asked: { answer: Promise<Jwks>; at: number } | undefined;

  /** @param monotonic - local milliseconds that never go back */
  constructor(
    private readonly rpc: RpcClient,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** @throws Unavailable while no set has ever been known */
  async current(call: CallMetadata): Promise<Jwks> {
    const now = this.monotonic();
    if (!this.asked || now - this.asked.at >= FRESH_MS) this.asked = { answer: this.ask(call), at: now };
    const { asked } = this;
    try {
      return await asked.answer;
    } catch (error) {
      // Nobody who has nothing waits for the next attempt.
      if (!this.known && this.asked === asked) this.asked = undefined;
      throw error;
    }
  }

  private async ask(call: CallMetadata): Promise<Jwks> {
    try {
      this.known = await this.rpc.call(requestRpc.jwks, {}, call, PATIENCE);
    } catch (error) {
      if (!this.known) throw error;
    }
    return this.known;
  }
}
