import type { Folding, RequestRefused } from '@countersign/contracts';
import { ATTEMPT_INTERVAL_MS } from '@countersign/kernel';

/** A submission that was refused because no policy governs it, as far as its repeats depend on it. */
export interface LastRefusal {
  requestId: string;
  /** When it was refused, in ms since 1970. */
  at: number;
}

/** How a stream `refusals-<hash>-<day>` is folded. */
export const lastRefusalFold = { initialState: null as LastRefusal | null, evolve: evolveLastRefusal };

function evolveLastRefusal(_: LastRefusal | null, { data }: Folding<RequestRefused>): LastRefusal {
  return { requestId: data.requestId, at: Date.parse(data.submittedAt) };
}

/** Whether a submission that is refused now repeats a refusal (rules.md#repeated-refusals). */
export function isRepeated(last: LastRefusal | null, now: Date): boolean {
  return last !== null && now.getTime() < last.at + ATTEMPT_INTERVAL_MS;
}
