import { logNames } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import type { MirroredEvent } from '@countersign/mirror';
import type { FeedMirrors } from '../log-scan.js';

/** Mirrors in memory, which count the events that the feed reads. */
export class FakeMirrors implements FeedMirrors {
  readonly events: Record<LogName, MirroredEvent[]> = { policy: [], request: [], approval: [] };
  /** The number of events read. */
  handedOut = 0;

  /** Adds one event a second. @param note - makes it larger */
  add(log: LogName, second: number, type = 'thing.happened', note = ''): void {
    const own = this.events[log];
    const sequence = own.length + 1;
    const event = {
      source: `countersign/${log}`,
      type,
      subject: `thing-${sequence}`,
      time: `2026-01-31T09:00:${String(second).padStart(2, '0')}.000250Z`,
      sequence: String(sequence),
      hash: hashOf(log, sequence),
      previoushash: hashOf(log, sequence - 1),
      note,
    };
    own.push({ sequence, text: JSON.stringify(event), event: event as unknown as CloudEvent });
  }

  /** Replaces the events from `position` on by another history, as after a restored log continued. */
  rewrite(log: LogName, position: number): void {
    for (const { sequence, event } of this.events[log].slice(position - 1)) {
      event.hash = hashOf(log, sequence, 'e');
      if (sequence > position) event.previoushash = hashOf(log, sequence - 1, 'e');
    }
  }

  end(log: LogName): Promise<number> {
    return Promise.resolve(this.events[log].length);
  }

  read(log: LogName, from: number, { events }: { events: number }): Promise<MirroredEvent[]> {
    const found = this.events[log].slice(from - 1, from - 1 + events);
    this.handedOut += found.length;
    return Promise.resolve(found);
  }
}

function hashOf(log: LogName, position: number, history = 'a'): string {
  return `${history}${logNames.indexOf(log)}${String(position).padStart(14, '0')}`.padEnd(64, '0');
}
