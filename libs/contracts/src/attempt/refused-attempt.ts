import { z } from 'zod';
import type { DomainEvent } from '../event.js';
import { personRef } from '../identity.js';
import { id, instant } from '../primitives.js';

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
