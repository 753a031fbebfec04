import type { Pool } from 'pg';
import { formatPosition, Refusal } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import { pause } from '@countersign/timing';
import { cursorTable } from './install-consumers.js';

/** The read model has not handled every event that the caller wants to see (503, try again). */
export class NotCaughtUp extends Refusal {
  constructor(positions: readonly LogPosition[]) {
    super(
      'not-caught-up',
      503,
      `The lists have not caught up with ${positions.map(formatPosition).join(', ')} yet. Try again shortly.`,
      { retryAfter: 1 },
    );
  }
}

const positionsOf = (schema: string): string => `
  SELECT log, position FROM ${cursorTable(schema)} WHERE consumer = $1`;

const POLL_MS = 10;

/** Lets a read wait until its read model contains what the caller has written. */
export class PositionWaiter {
  /** A read of the cursors that is under way or just over, shared by all callers that wait for the same consumer. */
  private readonly looks = new Map<string, Promise<Map<string, number>>>();

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
  ) {}

  /**
   * Resolves when the consumer has handled the positions; at once if there are none.
   * @throws NotCaughtUp (`not-caught-up`, 503) after `timeoutMs`
   */
  async wait(consumer: string, positions: readonly LogPosition[], timeoutMs = 2000): Promise<void> {
    if (positions.length === 0) return;
    const deadline = Date.now() + timeoutMs;
    while (!reached(await this.look(consumer), positions)) {
      if (Date.now() >= deadline) throw new NotCaughtUp(positions);
      await pause(POLL_MS);
    }
  }

  private look(consumer: string): Promise<Map<string, number>> {
    const shared = this.looks.get(consumer);
    if (shared) return shared;
    const look = this.query(consumer).finally(() => this.looks.delete(consumer));
    this.looks.set(consumer, look);
    return look;
  }

  private async query(consumer: string): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ log: string; position: string }>(positionsOf(this.schema), [
      consumer,
    ]);
    return new Map(rows.map(({ log, position }) => [log, Number(position)]));
  }
}

function reached(cursors: ReadonlyMap<string, number>, positions: readonly LogPosition[]): boolean {
  return positions.every(({ log, position }) => (cursors.get(log) ?? 0) >= position);
}
