import type { Pool } from 'pg';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { ConsumerTelemetry } from './consumer-telemetry.js';
import type { Cursor, CursorStore } from './cursor-store.js';
import type { ParkedStore } from './parked-store.js';

/** Upcasts an event to the newest schema version; pure. */
export type Upcast = (event: RecordedEvent) => RecordedEvent;

/** What every effect stores its outcome with. */
export interface EffectContext {
  log: LogName;
  pool: Pool;
  cursors: CursorStore;
  parked: ParkedStore;
  upcast: Upcast;
  telemetry: ConsumerTelemetry;
}

/**
 * What a consumer does with events. Both methods store the outcome of the events and the cursor together, and throw only
 * environmental errors (see `isEnvironmental`): an event that fails is parked instead.
 * An effect adds to `parkedStreams`.
 */
export interface Effect {
  /** Most events handled in one batch. */
  readonly batchSize: number;
  /** Whether it may wait for a batch to fill, because batches are cheaper; false if callers wait for its effect. */
  readonly rests: boolean;
  /** @returns the cursor after the last of the events */
  handle(events: RecordedEvent[], cursor: Cursor, parkedStreams: Set<string>): Promise<Cursor>;
  /** Retries a parked event. @returns whether it succeeded */
  retry(event: RecordedEvent, cursor: Cursor): Promise<boolean>;
}

/** The last event of a non-empty batch, as a cursor position. */
export function endOf(events: readonly RecordedEvent[]): { position: number; hash: string } {
  const last = events.at(-1);
  if (!last) throw new Error('A batch of events cannot be empty.');
  return { position: last.position, hash: last.hash };
}

/** Input of a retry. A stream that is no longer parked is removed from `parkedStreams`, the leader's own memory. */
export interface Retry {
  effect: Effect;
  context: EffectContext;
  cursor: Cursor;
  parkedStreams: Set<string>;
  onProgress: () => void;
}

/** Retries every parked stream in order, up to the first event that fails again. */
export async function retryParked(retry: Retry): Promise<void> {
  const { context, parkedStreams } = retry;
  for (const stream of await context.parked.streams(context.pool)) {
    if (await retryStream(stream, retry)) parkedStreams.delete(stream);
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
