import { z } from 'zod';
import { cloudEvent } from '../event.js';
import { instantInput, limit, page, text } from '../primitives.js';

/** An event type (`access.revoked`), or a prefix (`access.*`). */
const typeFilter = z
  .string()
  .max(64)
  .regex(
    /^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)*(\.\*)?$/,
    'must be an event type, or the beginning of one with .*',
  );

const types = z.preprocess(
  (value) => (value === undefined || Array.isArray(value) ? value : [value]),
  z.array(typeFilter).max(20).optional(),
);

/** Filter of the feed, and where to begin. */
const selection = z.strictObject({
  /** Where to continue: a `nextCursor`, or `head` for the current end. By default the beginning. */
  after: z.string().min(1).max(500).optional(),
  limit,
  type: types,
  /** A stream, such as `request-<id>`. */
  subject: text(256).min(1).optional(),
  /** Recorded at or after this time. */
  from: instantInput.optional(),
  /** Recorded before this time. */
  to: instantInput.optional(),
});

/** Query of `GET /v1/events`. */
export const auditFeedQuery = selection.extend({
  /** Seconds to wait for an event if there is none. */
  wait: z.coerce.number().int().min(0).max(30).default(0),
});

/** How long one call of the operation can wait: callers wait at most 5 s. */
export const LONGEST_FEED_SLICE_MS = 2000;

/** The gateway's query to the reporting service: a page, and a wait that is shorter than the call's timeout. */
export const auditFeedSlice = z.strictObject({
  query: selection,
  waitMs: z.number().int().min(0).max(LONGEST_FEED_SLICE_MS),
});
export type AuditFeedSelection = z.output<typeof selection>;

/** A page as it crosses the bus: the events are texts, so that the hashed bytes arrive unchanged. */
export const auditFeedAnswer = z.object({
  /** CloudEvents in JSON. */
  items: z.array(z.string()),
  nextCursor: z.string(),
  /** No event came within the wait: ask again. */
  waited: z.boolean(),
});
export type AuditFeedAnswer = z.output<typeof auditFeedAnswer>;

/** Answer of `GET /v1/events`. A feed has no end: `nextCursor` is always present. */
export const auditFeed = page(cloudEvent).extend({ nextCursor: z.string() });
