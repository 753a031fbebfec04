import {
  assertInYears,
  durationMs,
  durationSeconds,
  ISO_DURATION,
  problemIn,
  storedDuration,
  UNREADABLE_DURATION,
  UNREADABLE_TIME,
} from '@countersign/calendar';
import { characterFault } from '@countersign/names';
import { z } from 'zod';

/** UUIDv7 (RFC 9562), lower case: ids of policies, requests and events. */
export const id = z.uuidv7();

/** An instant, RFC 3339 in UTC with milliseconds: `2026-01-31T09:00:00.000Z`. */
export const instant = z.iso.datetime({ precision: 3 });

/**
 * An instant as clients can write it: RFC 3339 with any offset, normalised to UTC with milliseconds. An offset can move it out
 * of the years that `instant` and PostgreSQL can hold.
 */
export const instantInput = z.iso
  .datetime({ offset: true, error: UNREADABLE_TIME, abort: true })
  .superRefine((text, context) => {
    const problem = problemIn(() => assertInYears(text));
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  })
  .overwrite((text) => (problemIn(() => assertInYears(text)) === null ? assertInYears(text) : text));

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
    .regex(ISO_DURATION, {
      error: ({ input }) => problemOfDuration(input) ?? UNREADABLE_DURATION,
      abort: true,
    })
    .superRefine((text, context) => {
      const problem = problemOfDuration(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      else if (!inRange(durationSeconds(text), low, high))
        context.addIssue({ code: 'custom', message: `must be between ${min} and ${max}` });
    })
    .overwrite((text) => (problemOfDuration(text) === null ? storedDuration(text) : text));
}

const problemOfDuration = (text: unknown): string | null => problemIn(() => durationMs(String(text)));

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** Half of a surrogate pair: JSON can spell it (`\ud800`), but UTF-8 and the log cannot contain it. */
const wellFormed = [(text: string) => !/\p{Surrogate}/u.test(text), 'must be well-formed Unicode'] as const;

/** One line of text without control characters, 1–max characters, Unicode NFC. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .normalize('NFC')
    .max(max)
    .refine((text) => !CONTROL.test(text), 'must not contain control characters')
    .refine(...wellFormed);

/** Free text kept as written: up to max characters, line breaks and tabs allowed, other control characters not. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !CONTROL_IN_TEXT.test(value), 'must not contain control characters')
    .refine(...wellFormed);

/** Puts a name into the one form in which it is judged, compared and recorded. */
const normalised = z.string().min(1).normalize('NFC');

/** Refuses characters that a name may not have (rules.md#names); `parseInput` makes `invalid-name` of the issue. */
const visible = z.check<string>(({ value, issues }) => {
  const fault = characterFault(value);
  if (fault)
    issues.push({ code: 'custom', input: value, message: fault.message, params: { refusal: fault.code } });
});

/** A name of up to max characters (rules.md#names): NFC, every character visible, no white space at the ends. */
export const visibleName = (max: number) => normalised.max(max).check(visible);

/** Like `visibleName`; white space at the ends is dropped, not refused. For names that a directory or people's habit give. */
export const label = (max: number) => z.string().trim().min(1).normalize('NFC').max(max).check(visible);

/** A literal name of a resource or an account: a visible name of 1–256 characters without glob characters. */
export const literalName = visibleName(256).refine(
  (name) => !/[*?[\]{}]/.test(name),
  'must be a literal name, without any of * ? [ ] { }',
);

/** Page size: 1–200, by default 50. */
export const limit = z.coerce.number().int().min(1).max(200).default(50);

/** A page of a list with its opaque keyset cursor. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A filter that can be given once or up to ten times. */
export const repeatable = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(10).optional(),
  );
