import { z } from 'zod';
import { logNames } from '../event.js';
import { instant } from '../primitives.js';
import { operation } from '../rpc.js';

/** How far a projection is in one of its logs. Positions count from 1; 0 is before the first event. */
const projectionLogView = z.object({
  log: z.enum(logNames),
  position: z.number().int(),
  /** The last event there is for consumers; null while that is not known. */
  head: z.number().int().nullable(),
  /** Events it has yet to handle; null while the head is not known. */
  lag: z.number().int().nullable(),
  /** Streams set aside because an event of theirs failed; other streams go on. */
  parkedStreams: z.number().int(),
  /** How far the new tables are while the projection is rebuilt; null when they are not begun, or it is not. */
  rebuiltTo: z.number().int().nullable(),
  movedAt: instant,
});

/** A projection: a read model that is made of the logs, and can be made anew. */
export const projectionView = z.object({
  name: z.string(),
  /** Why its tables are being rebuilt beside the live ones; null when they are not. */
  rebuild: z.enum(['requested', 'new-epoch']).nullable(),
  logs: z.array(projectionLogView),
});
export type ProjectionView = z.infer<typeof projectionView>;

/** Names are short words with hyphens; one that is none is simply unknown. */
const named = z.strictObject({ name: z.string().max(100) });

/** What operators see of the read models, and may ask of them. */
export const projectionRpc = {
  /** For policy admins and auditors. */
  list: operation('reporting.projections', z.strictObject({}), z.object({ items: z.array(projectionView) })),
  /** Leaves the wish that it is rebuilt; for policy admins. Nothing is appended to a log. */
  rebuild: operation('reporting.rebuildProjection', named, projectionView),
  /** Leaves the wish that its parked events are tried again; for policy admins. */
  retry: operation('reporting.retryProjection', named, projectionView),
} as const;
