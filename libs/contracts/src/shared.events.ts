import { z } from 'zod';
import type { DomainEvent } from './event.js';
import { personRef } from './identity.js';
import { id, instant } from './primitives.js';

/** The target of an attempt: a request, or for a submission the requested names. */
export const attemptTarget = z.object({
  requestId: id.nullable(),
  resource: z.string().nullable(),
  account: z.string().nullable(),
});
export type AttemptTarget = z.infer<typeof attemptTarget>;

const attempt = z.object({
  /** The person who tried: the event's actor. */
  by: personRef,
  /** The operation of the last attempt: `approval.approve`. */
  operation: z.string(),
  target: attemptTarget,
  /** Why the attempt was refused: a stable code and a plain sentence that names people by id only. */
  code: z.string(),
  detail: z.string(),
  /** Attempts since the previous event of the same actor, target and code, including this attempt. */
  count: z.number().int().positive(),
});

/** What a person tried and a rule refused. */
export type Attempt = z.infer<typeof attempt>;

/** Data of `attempt.refused`, in the request log (submissions) and in the approval log (decisions). */
export const refusedAttempt = attempt.extend({ /** When it was recorded. */ at: instant });

/** Recorded in a stream per actor and day, so that attempts do not make a request's stream longer. */
export type RefusedAttempt = DomainEvent<'attempt.refused', z.infer<typeof refusedAttempt>>;

/** Most ranges of positions in one `personal_data.erased`: more ranges take further events. */
export const MOST_ERASED_RANGES = 10_000;

/** The stream of a log's erasures. */
export const ERASURES_STREAM = 'erasures';

/** From the first to the last position, both included. */
const range = z.tuple([z.number().int().positive(), z.number().int().positive()]);

/** Data of `personal_data.erased`: whose private texts were erased from which events, by whom, and why. */
export const personalDataErased = z.object({
  ranges: z.array(range).min(1).max(MOST_ERASED_RANGES),
  /** The person whose data was erased; null if everything before a day was erased. */
  person: personRef.nullable(),
  /** Everything older was erased; null if a person's data was erased. */
  before: instant.nullable(),
  /** The name that the operator gave. */
  by: z.string(),
  reason: z.string(),
});
export type PersonalDataErased = DomainEvent<'personal_data.erased', z.infer<typeof personalDataErased>>;

/** Whether one of the ranges contains the position. */
export function isInRanges(ranges: readonly (readonly [number, number])[], position: number): boolean {
  return ranges.some(([first, last]) => first <= position && position <= last);
}
