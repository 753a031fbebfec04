import type { Positions } from '@countersign/api-client';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.js';
import type { StreamEvent } from './event-stream.js';

/** Changes that come within this time refresh the screen once, in ms. */
const TOGETHER_MS = 200;

/** Turns notices into reads: remembers the positions, and makes stale what shows the requests concerned. */
export class Refresher {
  private ids = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly queries: QueryClient,
    private readonly positions: Positions,
  ) {}

  /** `request-changed` names one request; `resync` says that some may have been missed. */
  heard({ event, data }: StreamEvent): void {
    if (event === 'resync') void this.queries.invalidateQueries();
    if (event !== 'request-changed') return;
    const { id, position } = JSON.parse(data) as { id: string; position: string };
    this.positions.note(position);
    this.ids.add(id);
    this.timer ??= setTimeout(() => this.refresh(), TOGETHER_MS);
  }

  private refresh(): void {
    const ids = this.ids;
    [this.ids, this.timer] = [new Set(), undefined];
    void this.queries.invalidateQueries({ queryKey: keys.requests });
    void this.queries.invalidateQueries({ queryKey: keys.me });
    for (const id of ids) void this.queries.invalidateQueries({ queryKey: keys.request(id) });
  }
}
