import { rawTimeline, timeline } from '@countersign/contracts';
import { z } from 'zod';

/** Answer of `GET /v1/requests/{id}/timeline`: acts, or with `raw=true` events. */
export const timelineAnswer = z.union([timeline, rawTimeline]);
