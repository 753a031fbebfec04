import { z } from 'zod';
import { pong } from '@countersign/contracts';

/** Body of `/readyz`, as the platform answers it on every service. */
export const readiness = z.object({
  status: z.enum(['ready', 'not-ready']),
  dependencies: pong.shape.dependencies,
});
