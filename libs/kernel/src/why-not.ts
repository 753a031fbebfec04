import { Refusal } from '@countersign/contracts';
import type { You } from '@countersign/contracts';

/** Why `check` refuses, in the form of `you.why`; null when it does not. Errors other than refusals pass through. */
export function whyNot(check: () => unknown): You['why'] {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return whyOf(error);
  }
}

/** A refusal in the form of `you.why`. */
export function whyOf({ code, message }: Refusal): NonNullable<You['why']> {
  return { code, detail: message };
}
