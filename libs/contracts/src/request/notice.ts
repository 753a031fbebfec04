import { z } from 'zod';
import { id } from '../primitives.js';

/** Data of a `request-changed` event of `GET /v1/notices`: which request, and where a read must be to see it. */
export const requestNotice = z.object({
  id,
  /** For `Countersign-Position`: `request=42`, or `request=42, approval=7` when both logs have news of it. */
  position: z.string(),
});
export type RequestNotice = z.infer<typeof requestNotice>;
