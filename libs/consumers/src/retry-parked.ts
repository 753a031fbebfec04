import type { Cursor } from './cursor-store.js';
import type { Effect, EffectContext } from './effect.js';

/** What a retry works on. `stuck` is the leader's own memory of the parked streams: those that are through leave it. */
export interface Retry {
  effect: Effect;
  context: EffectContext;
  cursor: Cursor;
  stuck: Set<string>;
  onProgress: () => void;
}

/** Tries every parked stream again, each in order, up to the first event that fails again. */
export async function retryParked(retry: Retry): Promise<void> {
  const { context, stuck } = retry;
  for (const stream of await context.parked.streams(context.pool)) {
    if (await retryStream(stream, retry)) stuck.delete(stream);
  }
  await context.cursors.retried(context.pool);
}

async function retryStream(stream: string, { context, effect, cursor, onProgress }: Retry): Promise<boolean> {
  for (;;) {
    const event = await context.parked.first(context.pool, stream);
    if (!event) return true;
    if (!(await effect.retry(event, cursor))) return false;
    onProgress();
  }
}
