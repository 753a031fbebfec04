import { z } from 'zod';
import { logNames } from '../event.js';
import { id, instant, instantInput, limit, page } from '../primitives.js';
import { operation } from '../rpc.js';
import type { DomainEvent, LogName } from '../event.js';

/** Media type of a signed checkpoint, in its header `typ` (RFC 8725 section 3.11): no other signed text is taken for a checkpoint. */
export const CHECKPOINT_TYPE = 'countersign-checkpoint+jwt';

/** How far a log had come: its last event, whose hash covers everything up to it. */
export const checkpointHead = z.object({
  log: z.enum(logNames),
  position: z.number().int().nonnegative(),
  /** Hex SHA-256; null for another context's log that had no event yet. */
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
export type CheckpointHead = z.infer<typeof checkpointHead>;

/** The claims of a checkpoint, as JSON in a compact JWS (RFC 7515): the heads of all logs at a moment. */
export const checkpointClaims = z.object({
  /** The installation: its TICKET_ISSUER. */
  iss: z.string(),
  /** Seconds since 1970. */
  iat: z.number().int(),
  heads: z.array(checkpointHead),
});
export type CheckpointClaims = z.infer<typeof checkpointClaims>;

/** Data of `audit.checkpoint`. */
export const checkpointData = z.object({
  /** When it was signed. */
  at: instant,
  /** The signed heads of all logs; the head of the request log is from before this event. */
  heads: z.array(checkpointHead),
  /** Compact JWS over the claims, signed with the audit key of that time. */
  jws: z.string(),
});
export type CheckpointRecorded = DomainEvent<'audit.checkpoint', z.infer<typeof checkpointData>>;

/** The log that contains the checkpoint events. */
export const CHECKPOINT_OWN_LOG: LogName = 'request';

/** The stream of a day's checkpoints (UTC), in the request log: `checkpoints-<yyyy-mm-dd>`. */
export const checkpointStream = (day: Date): string => `checkpoints-${day.toISOString().slice(0, 10)}`;

/** Query of `GET /v1/audit/checkpoints`. */
export const checkpointsQuery = z.strictObject({
  from: instantInput.optional(),
  to: instantInput.optional(),
  limit,
  cursor: z.string().max(500).optional(),
});

/** A signed checkpoint of all logs. */
export const checkpointView = z.object({
  /** Id of the event that records it. */
  id,
  /** Position of that event in the request log. */
  position: z.number().int(),
  /** When it was recorded. */
  at: instant,
  heads: z.array(checkpointHead),
  /** The compact JWS to keep: it alone proves the heads. */
  jws: z.string(),
});
export type CheckpointView = z.infer<typeof checkpointView>;

/** Served by the reporting service, for auditors. */
export const checkpointRpc = {
  list: operation('reporting.checkpoints', z.strictObject({ query: checkpointsQuery }), page(checkpointView)),
} as const;
