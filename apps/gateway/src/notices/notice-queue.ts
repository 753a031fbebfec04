import { formatPosition } from '@countersign/contracts';
import type { LogName, RequestNotice } from '@countersign/contracts';
import type { RequestChange } from './request-change.js';

/**
 * The pending notices of a subscriber: one per request, no matter how often it has changed. Above the limit all
 * notices are dropped, and the subscriber must reload everything.
 */
export class NoticeQueue {
  private readonly changed = new Map<string, Map<LogName, number>>();
  private lost = false;

  constructor(private readonly limit: number) {}

  get isEmpty(): boolean {
    return !this.lost && this.changed.size === 0;
  }

  add({ requestId, at }: RequestChange): void {
    if (this.lost) return;
    const positions = this.changed.get(requestId) ?? new Map<LogName, number>();
    positions.set(at.log, Math.max(at.position, positions.get(at.log) ?? 0));
    this.changed.set(requestId, positions);
    if (this.changed.size > this.limit) this.lose();
  }

  /** Drops all notices, because changes were missed. */
  lose(): void {
    this.lost = true;
    this.changed.clear();
  }

  /** Empties the queue; `resync` when notices were dropped. */
  take(): RequestNotice[] | 'resync' {
    const notices = [...this.changed].map(([id, positions]) => ({ id, position: positionText(positions) }));
    const { lost } = this;
    this.changed.clear();
    this.lost = false;
    return lost ? 'resync' : notices;
  }
}

function positionText(positions: Map<LogName, number>): string {
  return [...positions].map(([log, position]) => formatPosition({ log, position })).join(', ');
}
