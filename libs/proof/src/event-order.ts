import type { AuditedEvent } from './audited-event.js';
import { SeenIds } from './seen-ids.js';

/**
 * What an honest log keeps besides its hashes: each stream's versions rise by one, no two events have the same id, times
 * never go back, and all events name the same installation. A log whose hashes were recomputed may break this. Memory
 * grows with the number of streams and, by about 20 bytes each, of events.
 */
export class EventOrder {
  private readonly versions = new Map<string, number>();
  private readonly ids = new SeenIds();
  private time = 0;
  private installation: string | undefined;

  /** @param isWhole - the events begin with the first; otherwise the versions before them are unknown */
  constructor(private readonly isWhole: boolean) {}

  /** What is wrong with the next event; undefined if nothing is. */
  wrong({ id, streams, recordedAtMicros, installation }: AuditedEvent): string | undefined {
    this.installation ??= installation;
    if (installation !== this.installation) return `it names another installation than the events before it`;
    if (recordedAtMicros < this.time) return 'its time is before that of the previous event';
    this.time = recordedAtMicros;
    if (!this.ids.add(id)) return 'another event has the same id';
    for (const stream of streams) {
      const before = this.versions.get(stream.id) ?? (this.isWhole ? 0 : stream.version - 1);
      if (stream.version !== before + 1)
        return `it is version ${stream.version} of ${stream.id}, after ${before}`;
      this.versions.set(stream.id, stream.version);
    }
    return undefined;
  }
}
