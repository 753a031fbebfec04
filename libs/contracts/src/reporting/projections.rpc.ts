import { z } from 'zod';
import { logNames } from '../event.js';
import { instant } from '../primitives.js';
import { operation } from '../rpc.js';

/** How far a projection is in one of its logs. Positions count from 1; 0 is before the first event. */
const projectionLogView = z.object({
  log: z.enum(logNames),
  position: z.number().int(),
  /** The last event that consumers can read; null if unknown. */
  head: z.number().int().nullable(),
  /** Number of events that it has not handled; null if the head is unknown. */
  lag: z.number().int().nullable(),
  /** Streams that are parked because one of their events failed; other streams continue. */
  parkedStreams: z.number().int(),
  /** How far the new tables are during a rebuild; null if there are none. */
  rebuiltTo: z.number().int().nullable(),
  movedAt: instant,
});

/** A projection: a read model that is derived from the logs and can be rebuilt. */
export const projectionView = z.object({
  name: z.string(),
  /** Why its tables are being rebuilt beside the live tables; null if they are not. */
  rebuild: z.enum(['requested', 'new-epoch']).nullable(),
  logs: z.array(projectionLogView),
});
export type ProjectionView = z.infer<typeof projectionView>;

/** Names are short words with hyphens; any other text is an unknown name. */
const named = z.strictObject({ name: z.string().max(100) });

/** What operators can see of the read models, and request for them. */
export const projectionRpc = {
  /** For policy admins and auditors. */
  list: operation('reporting.projections', z.strictObject({}), z.object({ items: z.array(projectionView) })),
  /** Requests a rebuild; for policy admins. Nothing is appended to a log. */
  rebuild: operation('reporting.rebuildProjection', named, projectionView),
  /** Requests a retry of its parked events; for policy admins. */
  retry: operation('reporting.retryProjection', named, projectionView),
} as const;
