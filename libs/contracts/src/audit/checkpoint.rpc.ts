import { z } from 'zod';
import { id, instant, instantInput, limit, page } from '../primitives.js';
import { operation } from '../rpc.js';
import { checkpointHead } from './checkpoint.js';

/** Query of `GET /v1/audit/checkpoints`. */
export const checkpointsQuery = z.strictObject({
  from: instantInput.optional(),
  to: instantInput.optional(),
  limit,
  cursor: z.string().max(500).optional(),
});

/** A signed checkpoint of all logs. */
export const checkpointView = z.object({
  /** Of the event that records it. */
  id,
  /** Of that event, in the request log. */
  position: z.number().int(),
  /** When it was recorded. */
  at: instant,
  heads: z.array(checkpointHead),
  /** The compact JWS to keep: it alone proves the heads. */
  jws: z.string(),
});
export type CheckpointView = z.infer<typeof checkpointView>;

/** Served by reporting, for auditors. */
export const checkpointRpc = {
  list: operation('reporting.checkpoints', z.strictObject({ query: checkpointsQuery }), page(checkpointView)),
} as const;
