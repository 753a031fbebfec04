import { z } from 'zod';
import { cloudEvent } from '../event.js';
import { instantInput, limit, page, text } from '../primitives.js';

/** An event type (`access.revoked`), or all that begin alike (`access.*`). */
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

/** What is wanted of the feed, and from where on. */
const selection = z.strictObject({
  /** Where to continue: a `nextCursor`, or `head` for the present end. By default the beginning. */
  after: z.string().min(1).max(500).optional(),
  limit,
  type: types,
  /** A stream, such as `request-<id>`. */
  subject: text(256).min(1).optional(),
  /** Recorded at or after. */
  from: instantInput.optional(),
  /** Recorded before. */
  to: instantInput.optional(),
});

/** Query of `GET /v1/events`. */
export const auditFeedQuery = selection.extend({
  /** Seconds to wait for something to come when there is nothing. */
  wait: z.coerce.number().int().min(0).max(30).default(0),
});

/** How long one call of the operation may wait: the callers' patience is 5 s. */
export const LONGEST_FEED_SLICE_MS = 2000;

/** What the gateway asks the reporting service for: a page, waited for no longer than an answer may take. */
export const auditFeedSlice = z.strictObject({
  query: selection,
  waitMs: z.number().int().min(0).max(LONGEST_FEED_SLICE_MS),
});
export type AuditFeedSelection = z.output<typeof selection>;

/** A page as it crosses the bus: the events are texts, so that what was hashed arrives byte for byte. */
export const auditFeedAnswer = z.object({
  /** CloudEvents in JSON. */
  items: z.array(z.string()),
  nextCursor: z.string(),
  /** Nothing came in all the time: worth asking again. */
  waited: z.boolean(),
});
export type AuditFeedAnswer = z.output<typeof auditFeedAnswer>;

/** Answer of `GET /v1/events`. A feed has no end: `nextCursor` is there always. */
export const auditFeed = page(cloudEvent).extend({ nextCursor: z.string() });
