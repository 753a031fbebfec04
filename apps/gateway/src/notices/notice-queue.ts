import { formatPosition } from '@countersign/contracts';
import type { LogName, RequestNotice } from '@countersign/contracts';
import type { RequestChange } from './request-change.js';

/**
 * What a subscriber is to be told next: one notice for each request, however often it has changed, and never more
 * than so many. Beyond that single notices are forgotten, and what is left to say is that all must be read again.
 */
export class NoticeQueue {
  private readonly changed = new Map<string, Map<LogName, number>>();
  private lost = false;

  constructor(private readonly most: number) {}

  get isEmpty(): boolean {
    return !this.lost && this.changed.size === 0;
  }

  add({ requestId, at }: RequestChange): void {
    if (this.lost) return;
    const positions = this.changed.get(requestId) ?? new Map<LogName, number>();
    positions.set(at.log, Math.max(at.position, positions.get(at.log) ?? 0));
    this.changed.set(requestId, positions);
    if (this.changed.size > this.most) this.lose();
  }

  /** Something was missed: which notices there were no longer matters. */
  lose(): void {
    this.lost = true;
    this.changed.clear();
  }

  /** Takes everything out; `resync` when something was lost. */
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
