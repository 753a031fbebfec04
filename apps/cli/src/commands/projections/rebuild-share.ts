import type { Schema } from '@countersign/api-client';

/** Which part of its events a rebuild has handled, 0 to 1, over all logs; 1 when it is over or there are none. Pure. */
export function rebuildShare({ rebuild, logs }: Schema<'Projection'>): number {
  const heads = logs.reduce((sum, { head, position }) => sum + (head ?? position), 0);
  if (rebuild === null || heads === 0) return 1;
  return logs.reduce((sum, { rebuiltTo }) => sum + (rebuiltTo ?? 0), 0) / heads;
}
