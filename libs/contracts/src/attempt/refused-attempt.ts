import { z } from 'zod';
import type { DomainEvent } from '../event.js';
import { personRef } from '../identity.js';
import { id, instant } from '../primitives.js';

/** What an attempt was aimed at: a request, or, where there is none yet, the names that were asked for. */
export const attemptTarget = z.object({
  requestId: id.nullable(),
  resource: z.string().nullable(),
  account: z.string().nullable(),
});

const attempt = z.object({
  /** Who tried: the event's actor. */
  by: personRef,
  /** What they tried last: `approval.approve`. */
  operation: z.string(),
  target: attemptTarget,
  /** Why it was refused, as a stable code and a plain sentence that names people by id only. */
  code: z.string(),
  detail: z.string(),
  /** How often since the event before of the same actor, target and code: this one and those not recorded. */
  count: z.number().int().positive(),
});

/** What a person tried, and was refused by a rule. */
export type Attempt = z.infer<typeof attempt>;

/** Data of `attempt.refused`, in the request log (submissions) and in the approval log (decisions). */
export const refusedAttempt = attempt.extend({ /** When it was recorded. */ at: instant });

/** Recorded apart from the request, in a stream per actor and day, so that nobody's tries bloat a request's stream. */
export type RefusedAttempt = DomainEvent<'attempt.refused', z.infer<typeof refusedAttempt>>;
