import { Refusal } from '@countersign/contracts';
import type { You } from '@countersign/contracts';

/** Which rule refuses, as a request's view tells it; null when none does. A defect passes through. */
export function whyNot(check: () => unknown): You['why'] {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return whyOf(error);
  }
}

/** A refusal as a request's view tells it. */
export function whyOf({ code, message }: Refusal): NonNullable<You['why']> {
  return { code, detail: message };
}
