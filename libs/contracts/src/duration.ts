import {
  durationMs,
  durationSeconds,
  ISO_DURATION,
  problemIn,
  storedDuration,
  UNREADABLE_DURATION,
} from '@countersign/calendar';
import { z } from 'zod';

/**
 * An ISO 8601 duration between two bounds, inclusive; kept as {@link storedDuration} says.
 * @param min - lower bound, ISO 8601
 * @param max - upper bound, ISO 8601
 */
export function durationBetween(min: string, max: string) {
  const low = durationSeconds(min);
  const high = durationSeconds(max);
  return z
    .string()
    .regex(ISO_DURATION, { error: ({ input }) => problemOf(input) ?? UNREADABLE_DURATION, abort: true })
    .superRefine((text, context) => {
      const problem = problemOf(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      else if (!inRange(durationSeconds(text), low, high))
        context.addIssue({ code: 'custom', message: `must be between ${min} and ${max}` });
    })
    .overwrite((text) => (problemOf(text) === null ? storedDuration(text) : text));
}

const problemOf = (text: unknown): string | null => problemIn(() => durationMs(String(text)));

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
